package dev.cowork.server.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.cowork.server.platform.problems.Problem;
import java.util.Collections;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class SettingInputTest {

    private final Rules rules = new Rules();

    @TestFactory
    Stream<DynamicTest> aValueThatFitsIsBroughtIntoOneForm() {
        return Rules.lines("accepted.csv", 3).stream()
                .map(line -> dynamicTest(
                        line[0] + " '" + line[1] + "'",
                        () -> assertThat(normal(line[0], line[1])).isEqualTo(line[2])));
    }

    @TestFactory
    Stream<DynamicTest> aValueThatDoesNotFitIsRefusedWithASentenceThatNamesTheSettingAndNotTheValue() {
        return Rules.lines("refused.csv", 2).stream()
                .map(line -> dynamicTest(line[0] + " '" + line[1] + "'", () -> assertRefused(line[0], line[1])));
    }

    @Test
    void everyKindHasAGreatestLength() {
        for (SettingDefinition definition : rules.definitions.all()) {
            assertRefused(definition.key(), "7".repeat(definition.type().longest() + 1));
        }
    }

    @Test
    void providerCardsAreAListOfAtMost64() {
        String card = "{\"type\":\"openai\"}";
        assertThat(normal("providers_json", cards(card, 64))).startsWith("[");
        assertRefused("providers_json", cards(card, 65));
    }

    @Test
    void headersAreByProviderAtMost32Each() {
        String two =
                " {\"anthropic\": {\"x-a\": \"Bearer b\", \"x-b\": \"c\"}, \"openai-compatible\": {\"x-a\": \"d\"}} ";
        assertThat(normal("provider_headers", two)).isEqualTo(two.strip());
        assertThat(normal("provider_headers", headers(32))).isEqualTo(headers(32));
        assertRefused("provider_headers", headers(33));
    }

    private static String headers(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"x-" + i + "\":\"v\"")
                .collect(Collectors.joining(",", "{\"anthropic\":{", "}}"));
    }

    @Test
    void jsonIsStoredAsItWasWritten() {
        String text = "{ \"b\": 1, \"a\": {\"x\": [1.50]} }";
        assertThat(normal("model_overrides", text)).isEqualTo(text);
    }

    @Test
    void jsonThatIsNestedWithoutEndIsRefused() {
        assertRefused("model_overrides", "{\"a\":".repeat(100_000));
    }

    private static String cards(String card, int count) {
        return "[" + String.join(",", Collections.nCopies(count, card)) + "]";
    }

    private String normal(String key, String text) {
        return rules.input.normal(rules.definition(key), text);
    }

    private void assertRefused(String key, String text) {
        assertThatThrownBy(() -> normal(key, text)).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.status()).isEqualTo(422);
            assertThat(problem.code()).isEqualTo("setting_invalid");
            assertThat(problem.detail()).contains(key).endsWith(".");
            if (text.length() > 4) {
                assertThat(problem.detail()).doesNotContain(text);
            }
        });
    }
}
