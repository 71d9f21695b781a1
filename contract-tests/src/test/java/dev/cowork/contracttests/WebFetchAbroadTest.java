package dev.cowork.contracttests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.SmallInternet.Fetched;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Catches: a public page that leads {@code web_fetch} to this machine, or that is larger than a page may be. */
@EnabledOnOs(OS.LINUX)
class WebFetchAbroadTest {

    private static final String TO = SmallInternet.SITE + "/to?";
    private static final List<String> INWARD = List.of(
            TO + "http://127.0.0.1/",
            TO + "//127.0.0.1/",
            TO + "http://[::ffff:127.0.0.1]/",
            TO + "http://inside.example.org/",
            "http://inside.example.org/",
            "http://mixed.example.org/");
    private static final List<String> OTHERS = List.of(
            SmallInternet.SITE + "/",
            "http://site.example.org/",
            TO + "/page",
            SmallInternet.SITE + "/large",
            SmallInternet.SITE + "/packed");

    private static Map<String, Fetched> fetched;

    @BeforeAll
    @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    static void fetch() throws Exception {
        fetched = SmallInternet.fetch(
                Stream.concat(OTHERS.stream(), INWARD.stream()).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {SmallInternet.SITE + "/", "http://site.example.org/", SmallInternet.SITE + "/to?/page"})
    void whatIsPublicIsFetchedAlsoBehindARedirectOnItsOwnHost(String url) {
        assertThat(fetched.get(url).said()).contains("the words of the site");
        assertThat(fetched.get(url).ok()).isTrue();
    }

    @Test
    void nothingLeadsToThisMachine() {
        assertThat(INWARD).allSatisfy(url -> {
            assertThat(fetched.get(url).ok()).as(url).isFalse();
            assertThat(fetched.get(url).said()).as(url).doesNotContain("the words of the site");
        });
        assertThat(fetched.values()).extracting(Fetched::inside).containsOnly(0);
    }

    @Test
    void aNameIsRefusedWhenOneOfItsNumbersIs() {
        assertThat(fetched.get("http://inside.example.org/").said()).contains("is not a public address");
        assertThat(fetched.get("http://mixed.example.org/").said()).contains("is not a public address");
    }

    @Test
    void aPageThatIsTooLargeIsNotRead() {
        assertThat(fetched.get(SmallInternet.SITE + "/large").said()).contains("larger than 4 MB");
    }

    @Test
    void norOneThatIsTooLargeOnceItIsUnpacked() {
        assertThat(fetched.get(SmallInternet.SITE + "/packed").said()).contains("larger than 8 MB");
    }
}
