package dev.cowork.server.settings;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The latest values of the owners who were asked about last. Values read before a write are never kept after it. */
final class SettingCache {

    private final int most;
    private final Map<String, SettingValues> values = new LinkedHashMap<>(16, 0.75f, true);
    private long writes;

    SettingCache(int most) {
        this.most = most;
    }

    synchronized @Nullable SettingValues get(String owner) {
        return values.get(owner);
    }

    /** To be taken before reading and handed to {@link #put}. */
    synchronized long moment() {
        return writes;
    }

    synchronized void put(String owner, SettingValues read, long moment) {
        if (moment != writes) {
            return;
        }
        values.put(owner, read);
        if (values.size() > most) {
            values.remove(values.keySet().iterator().next());
        }
    }

    synchronized void forget(String owner) {
        writes++;
        values.remove(owner);
    }
}
