package dev.cowork.server.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class SettingResolverTest {

    private static final Map<String, String> NONE = Map.of();

    private final Rules rules = new Rules();

    @Nested
    class Defaults {

        @TestFactory
        Stream<DynamicTest> areThoseOfTheDataFile() {
            SettingValues values = rules.values(NONE, NONE);
            return Rules.lines("fresh.csv", 3).stream()
                    .map(line -> dynamicTest(line[0], () -> {
                        String value = values.get(line[0]);
                        switch (line[2]) {
                            case "-" -> assertThat(value).isNull();
                            case "greeting" -> assertThat(value).isNotBlank();
                            default -> assertThat(value).isEqualTo(line[2]);
                        }
                    }));
        }

        @Test
        void comeInTheOrderOfTheDataFileAndNoOtherIsThere() {
            List<String> expected =
                    Rules.lines("fresh.csv", 3).stream().map(line -> line[0]).toList();
            assertThat(rules.definitions.shown())
                    .extracting(SettingDefinition::key)
                    .containsExactlyElementsOf(expected);
        }

        @Test
        void fitTheirOwnRules() {
            for (SettingDefinition definition : rules.definitions.all()) {
                String usual = definition.usual();
                if (usual != null) {
                    assertThat(rules.input.normal(definition, usual)).isEqualTo(usual);
                }
            }
        }

        @Test
        void ofModelsFollowTheirProvider() {
            SettingValues values =
                    rules.values(Map.of("planning_provider", "openai", "coding_provider", "gemini"), NONE);
            assertThat(values.get("planning_model")).isEqualTo("gpt-5.5");
            assertThat(values.get("coding_model")).isEqualTo("gemini-3.6-flash");
            assertThat(values.get("router_model")).isEqualTo("gemini-3.6-flash");
        }

        @Test
        void ofAnEndpointOfOnesOwnNameNoModel() {
            assertThat(rules.values(Map.of("planning_provider", "openai_compatible"), NONE)
                            .get("planning_model"))
                    .isNull();
        }

        @Test
        void ofMindsHubFollowTheStage() {
            assertThat(rules.values(NONE, Map.of("ENV", "staging")).get("minds_url"))
                    .isEqualTo("https://api.staging.mindshub.ai/v1");
            assertThat(rules.values(NONE, Map.of("ENV", "dev")).get("minds_url"))
                    .isEqualTo("https://api.dev.mindshub.ai/v1");
            assertThat(rules.values(NONE, Map.of("ENV", "anything")).get("minds_url"))
                    .isEqualTo("https://api.mindshub.ai/v1");
        }
    }

    @Nested
    class TheEnvironment {

        @Test
        void fillsWhatIsNotStored() {
            SettingValues values = rules.values(
                    NONE, Map.of("ANTHROPIC_API_KEY", "sk-1", "TONE", "dry", "MAX_TOOL_ROUNDS", "7", "auto_pin", "no"));
            assertThat(values.get("anthropic_api_key")).isEqualTo("sk-1");
            assertThat(values.get("tone")).isEqualTo("dry");
            assertThat(values.get("max_tool_rounds")).isEqualTo("7");
            assertThat(values.get("auto_pin")).isEqualToIgnoringCase("false");
            assertThat(values.isStored("tone")).isFalse();
        }

        @Test
        void losesAgainstWhatIsStored() {
            assertThat(rules.values(Map.of("tone", "warm"), Map.of("TONE", "dry"))
                            .get("tone"))
                    .isEqualTo("warm");
        }

        @Test
        void losesAgainstASecretThatWasEmptiedOnPurpose() {
            assertThat(rules.values(Map.of("openai_api_key", ""), Map.of("OPENAI_API_KEY", "sk"))
                            .get("openai_api_key"))
                    .isNull();
        }

        @Test
        void countsAgainWhereAnAddressOrNameWasEmptied() {
            assertThat(rules.values(Map.of("minds_url", ""), Map.of("MINDS_URL", "https://hub.example/v1"))
                            .get("minds_url"))
                    .isEqualTo("https://hub.example/v1");
        }

        @Test
        void ofTheSettingsOwnNameComesBeforeTheAgents() {
            Map<String, String> both = Map.of("OPENAI_API_KEY", "own", "ANTON_OPENAI_API_KEY", "antons");
            assertThat(rules.values(NONE, both).get("openai_api_key")).isEqualTo("own");
            assertThat(rules.values(NONE, Map.of("ANTON_OPENAI_API_KEY", "antons"))
                            .get("openai_api_key"))
                    .isEqualTo("antons");
        }

        @TestFactory
        Stream<DynamicTest> isReadUnderTheAgentsNames() {
            return Map.ofEntries(
                            Map.entry("ANTON_ANTHROPIC_API_KEY", "anthropic_api_key"),
                            Map.entry("ANTON_OPENAI_API_KEY", "openai_api_key"),
                            Map.entry("ANTON_OPENAI_API_KEY_CUSTOM", "openai_compatible_api_key"),
                            Map.entry("ANTON_GEMINI_API_KEY", "gemini_api_key"),
                            Map.entry("ANTON_MINDS_API_KEY", "minds_api_key"),
                            Map.entry("ANTON_PLANNING_PROVIDER", "planning_provider"),
                            Map.entry("ANTON_CODING_PROVIDER", "coding_provider"),
                            Map.entry("ANTON_ROUTER_PROVIDER", "router_provider"),
                            Map.entry("ANTON_MINDS_URL", "minds_url"),
                            Map.entry("ANTON_OPENAI_BASE_URL", "openai_base_url"),
                            Map.entry("ANTON_MEMORY_ENABLED", "memory_enabled"),
                            Map.entry("ANTON_MEMORY_MODE", "memory_mode"),
                            Map.entry("ANTON_EPISODIC_MEMORY", "episodic_memory"),
                            Map.entry("ANTON_PROACTIVE_DASHBOARDS", "proactive_dashboards"),
                            Map.entry("ANTON_ACT_FIRST", "act_first"),
                            Map.entry("ANTON_PUBLISH_URL", "publish_url"),
                            Map.entry("COWORK_CHANNELS_HARNESS", "channels_harness"),
                            Map.entry("COWORK_DEFAULT_MAX_TOOL_ROUNDS", "max_tool_rounds"),
                            Map.entry("COWORK_DEFAULT_MAX_CONTINUATIONS", "max_continuations"))
                    .entrySet()
                    .stream()
                    .map(each -> dynamicTest(each.getKey(), () -> {
                        String value = sample(rules.definition(each.getValue()));
                        assertThat(rules.values(NONE, Map.of(each.getKey(), value))
                                        .get(each.getValue()))
                                .isEqualTo(value);
                    }));
        }

        @Test
        void meansMindsHubByTheDialectsNameWhenThereIsAKeyForIt() {
            Map<String, String> alone = Map.of("ANTON_PLANNING_PROVIDER", "openai-compatible");
            Map<String, String> keyed =
                    Map.of("ANTON_PLANNING_PROVIDER", "openai-compatible", "ANTON_MINDS_API_KEY", "mh-1");
            assertThat(rules.values(NONE, alone).get("planning_provider")).isEqualTo("openai_compatible");
            assertThat(rules.values(NONE, keyed).get("planning_provider")).isEqualTo("minds_cloud");
        }

        @Test
        void isPassedOverWhereItDoesNotFitOrIsBlank() {
            Map<String, String> broken = Map.of(
                    "MAX_TOOL_ROUNDS",
                    "many",
                    "COWORK_DEFAULT_MAX_TOOL_ROUNDS",
                    "8",
                    "HARNESS",
                    "unknown",
                    "TONE",
                    " ");
            SettingValues values = rules.values(NONE, broken);
            assertThat(values.get("max_tool_rounds")).isEqualTo("8");
            assertThat(values.get("harness")).isEqualTo("anton");
            assertThat(values.get("tone")).isEqualTo("balanced");
        }

        private String sample(SettingDefinition definition) {
            return switch (definition.type()) {
                case BOOL -> "True".equals(definition.usual()) ? "False" : "True";
                case INT -> "9";
                case CHOICE -> "gemini";
                case URL -> "https://example.com/v1";
                case AGENT -> "anton";
                default -> "sample";
            };
        }
    }

    @Nested
    class AStoredValue {

        @Test
        void thatNoLongerFitsCountsAsUnset() {
            SettingValues values = rules.values(Map.of("max_tool_rounds", "1000000", "harness", "gone"), NONE);
            assertThat(values.get("max_tool_rounds")).isEqualTo("50");
            assertThat(values.get("harness")).isEqualTo("anton");
        }

        @Test
        void ofAKeyThatIsNoLongerKnownDisturbsNothing() {
            assertThat(rules.values(Map.of("a_setting_of_tomorrow", "1"), NONE).get("tone"))
                    .isEqualTo("balanced");
        }
    }

    @Nested
    class ASnapshot {

        @Test
        void neverShowsItsValuesInAText() {
            assertThat(rules.values(Map.of("openai_api_key", "sk-secret"), NONE).toString())
                    .doesNotContain("sk-secret");
        }

        @Test
        void refusesAKeyThatDoesNotExist() {
            assertThatThrownBy(() -> rules.values(NONE, NONE).get("no_such_setting"))
                    .isInstanceOf(IllegalArgumentException.class);
        }

        @Test
        void tellsAChosenValueFromADefault() {
            SettingValues values = rules.values(Map.of("tone", "balanced"), Map.of("PLANNING_MODEL", "m"));
            assertThat(values.chosen("tone")).isEqualTo("balanced");
            assertThat(values.chosen("planning_model")).isEqualTo("m");
            assertThat(values.chosen("coding_model")).isNull();
            assertThat(values.get("coding_model")).isNotNull();
        }
    }
}
