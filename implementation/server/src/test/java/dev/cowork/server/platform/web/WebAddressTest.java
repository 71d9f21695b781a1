package dev.cowork.server.platform.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cowork.server.platform.web.FetchFailure.Kind;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebAddressTest {

    @ParameterizedTest
    @CsvFileSource(
            resources = "/web/honest-addresses.csv",
            numLinesToSkip = 1,
            ignoreLeadingAndTrailingWhitespace = false)
    void an_honest_address_has_one_spelling(String given, String address, String shown) {
        assertThat(WebAddress.parse(given)).hasToString(address);
        assertThat(WebAddress.parse(given).shown()).isEqualTo(shown);
        assertThat(WebAddress.parse(address)).isEqualTo(WebAddress.parse(given));
    }

    /** Whatever its number: two readers may understand it differently. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://[::ffff:8.8.8.8]/",
                "http://[::ffff:808:808]/",
                "http://[0:0:0:0:0:ffff:0808:0808]/",
                "http://user@example.org/",
                "http://134744072/",
                "http://8.8.2056/",
            })
    void an_address_of_another_spelling_is_none(String given) {
        assertThatThrownBy(() -> WebAddress.parse(given))
                .isInstanceOfSatisfying(
                        FetchFailure.class,
                        refused -> assertThat(refused.kind()).isEqualTo(Kind.BAD_ADDRESS));
    }

    @Nested
    class A_redirect {

        private final WebAddress from = WebAddress.parse("https://example.org:8443/a/b?q=1");

        @ParameterizedTest
        @CsvSource({
            "https://other.example.org/x, https://other.example.org/x",
            "//other.example.org/x, https://other.example.org/x",
            "/x, https://example.org:8443/x",
            "x, https://example.org:8443/a/x",
            "../x, https://example.org:8443/x",
            "./x?y=1, https://example.org:8443/a/x?y=1",
            "?y=1, https://example.org:8443/a/b?y=1",
            "/x y, ''",
            "/ü, https://example.org:8443/%C3%BC",
            "/x#part, https://example.org:8443/x",
            "'#part', https://example.org:8443/a/b?q=1"
        })
        void leads_where_a_browser_would_go(String location, String address) {
            if (address.isEmpty()) {
                assertThatThrownBy(() -> from.resolve(location)).isInstanceOf(FetchFailure.class);
            } else {
                assertThat(from.resolve(location)).hasToString(address);
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"http://example.org/", "http://example.org:8443/a/b"})
        void never_leads_from_https_to_http(String location) {
            assertThatThrownBy(() -> Redirects.next(from, location, 5))
                    .isInstanceOfSatisfying(
                            FetchFailure.class,
                            failure -> assertThat(failure.kind()).isEqualTo(Kind.BAD_REDIRECT));
        }

        @Test
        void may_lead_from_http_to_https() {
            WebAddress plain = WebAddress.parse("http://example.org/");
            assertThat(Redirects.next(plain, "https://example.org/", 1)).hasToString("https://example.org/");
        }
    }
}
