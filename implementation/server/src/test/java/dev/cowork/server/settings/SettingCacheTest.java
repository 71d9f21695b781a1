package dev.cowork.server.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SettingCacheTest {

    private final SettingCache cache = new SettingCache(2);
    private final SettingValues values = new SettingValues(Map.of(), Set.of(), Set.of(), Set.of());

    @Test
    void whatWasReadIsKept() {
        cache.put("ann", values, cache.moment());
        assertThat(cache.get("ann")).isSameAs(values);
    }

    @Test
    void whatWasReadBeforeAWriteIsNotKeptAfterIt() {
        long moment = cache.moment();
        cache.forget("ann");
        cache.put("ann", values, moment);
        assertThat(cache.get("ann")).isNull();
    }

    @Test
    void onlyTheOwnersAskedAboutLastAreKept() {
        cache.put("ann", values, cache.moment());
        cache.put("bob", values, cache.moment());
        assertThat(cache.get("ann")).isNotNull();
        cache.put("cid", values, cache.moment());
        assertThat(cache.get("bob")).isNull();
        assertThat(cache.get("ann")).isNotNull();
        assertThat(cache.get("cid")).isNotNull();
    }
}
