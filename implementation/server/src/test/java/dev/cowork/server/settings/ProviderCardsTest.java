package dev.cowork.server.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ProviderCardsTest {

    private static final String STORED = """
            [{"type":"openai","apiKey":"sk-openai"},
             {"type":"openai-compatible","apiKey":"sk-a","baseUrl":"https://a.example/v1"},
             {"type":"openai-compatible","apiKey":"sk-b","baseUrl":"https://b.example/v1"}]
            """;

    @Nested
    class OnTheWayOut {

        @Test
        void everyKeyIsHiddenAndTheRestStays() {
            assertThat(ProviderCards.masked(STORED))
                    .isEqualTo(
                            "[{\"type\":\"openai\",\"apiKey\":\"***\"},"
                                    + "{\"type\":\"openai-compatible\",\"apiKey\":\"***\",\"baseUrl\":\"https://a.example/v1\"},"
                                    + "{\"type\":\"openai-compatible\",\"apiKey\":\"***\",\"baseUrl\":\"https://b.example/v1\"}]");
        }

        @Test
        void aKeyInAnotherSpellingOrOfAnotherTypeIsHiddenToo() {
            assertThat(ProviderCards.masked("[{\"api_key\":\"s1\"},{\"APIKEY\":\"s2\"},{\"apiKey\":{\"v\":\"s3\"}}]"))
                    .isEqualTo("[{\"api_key\":\"***\"},{\"APIKEY\":\"***\"},{\"apiKey\":\"***\"}]");
        }

        @Test
        void anEmptyKeyStaysEmptySoThatTheCardShowsNone() {
            assertThat(ProviderCards.masked("[{\"apiKey\":\"\"},{\"apiKey\":null}]"))
                    .isEqualTo("[{\"apiKey\":\"\"},{\"apiKey\":null}]");
        }

        @Test
        void whatCannotBeReadIsAnEmptyList() {
            assertThat(ProviderCards.masked("{\"apiKey\":\"s")).isEqualTo("[]");
            assertThat(ProviderCards.masked("{\"apiKey\":\"s\"}")).isEqualTo("[]");
        }
    }

    @Nested
    class OnTheWayIn {

        @Test
        void aHiddenKeyIsTheStoredOneOfTheSameCardInAnyOrder() {
            assertThat(merged("""
                                    [{"type":"openai-compatible","apiKey":"***","baseUrl":"https://b.example/v1"},
                                     {"type":"openai","apiKey":"***"},
                                     {"type":"openai-compatible","apiKey":"***","baseUrl":"https://a.example/v1"}]
                                    """)).containsSubsequence("sk-b", "sk-openai", "sk-a");
        }

        @Test
        void aNewKeyReplacesTheStoredOne() {
            assertThat(merged("[{\"type\":\"openai\",\"apiKey\":\"sk-new\"}]"))
                    .contains("sk-new")
                    .doesNotContain("sk-openai");
        }

        @Test
        void afterOneOfTwoWasRemovedTheOtherKeepsItsOwn() {
            assertThat(
                            merged(
                                    "[{\"type\":\"openai-compatible\",\"apiKey\":\"***\",\"baseUrl\":\"https://b.example/v1\"}]"))
                    .contains("sk-b")
                    .doesNotContain("sk-a");
        }

        @Test
        void aKeyNeverMovesToAnotherVendor() {
            assertThat(merged("[{\"type\":\"gemini\",\"apiKey\":\"***\"}]"))
                    .isEqualTo("[{\"type\":\"gemini\",\"apiKey\":\"\"}]");
            assertThat(
                            merged(
                                    "[{\"type\":\"openai-compatible\",\"apiKey\":\"***\",\"baseUrl\":\"https://c.example/v1\"}]"))
                    .contains("\"apiKey\":\"\"");
        }

        @Test
        void theOnlyCardOfItsTypeKeepsItsKeyWhenItsAddressChanges() {
            String stored = "[{\"type\":\"openai-compatible\",\"apiKey\":\"sk-a\",\"baseUrl\":\"https://a.example\"}]";
            String changed =
                    "[{\"type\":\"openai_compatible\",\"apiKey\":\"***\",\"baseUrl\":\"https://a.example/v1\"}]";
            assertThat(ProviderCards.merged(changed, stored)).contains("sk-a");
        }

        @Test
        void anIdDecidesWhereThereIsOne() {
            String stored = "[{\"id\":1,\"type\":\"x\",\"apiKey\":\"k1\"},{\"id\":2,\"type\":\"x\",\"apiKey\":\"k2\"}]";
            assertThat(ProviderCards.merged("[{\"id\":2,\"type\":\"x\",\"apiKey\":\"***\"}]", stored))
                    .contains("k2");
            assertThat(ProviderCards.merged("[{\"id\":3,\"type\":\"x\",\"apiKey\":\"***\"}]", stored))
                    .contains("\"apiKey\":\"\"");
        }

        @Test
        void withoutStoredCardsAHiddenKeyIsNoKey() {
            assertThat(ProviderCards.merged("[{\"type\":\"minds-cloud\",\"apiKey\":\"***\"}]", null))
                    .isEqualTo("[{\"type\":\"minds-cloud\",\"apiKey\":\"\"}]");
        }

        private String merged(String cards) {
            return ProviderCards.merged(cards, STORED);
        }
    }
}
