package dev.cowork.server.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cowork.server.platform.problems.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bug class: a secret that is shown because it stood in a file of variables, or a variable that changes what it does not speak for. */
class RawSettingsTest {

    private static final String ANN = "ann";

    @TempDir
    Path home;

    private SettingsFixture fixture;

    @BeforeEach
    void open() {
        fixture = new SettingsFixture(home, Map.of());
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private RawSettings.Change write(String text) {
        return Objects.requireNonNull(fixture.raw(Map.of()).write(ANN, text).block());
    }

    private Map<String, String> read(Map<String, String> file) {
        return Objects.requireNonNull(fixture.raw(file).read(ANN).block());
    }

    private String value(String key) {
        return String.valueOf(
                Objects.requireNonNull(fixture.service().values(ANN).block()).get(key));
    }

    @Nested
    class Writing {

        @Test
        void changesTheSettingsThatVariablesSpeakFor() {
            RawSettings.Change change = write("""
                    # onboarding
                    export ANTON_ANTHROPIC_API_KEY='sk-ant-1'
                    ANTON_MEMORY_ENABLED=false
                    anton_memory_mode=manual
                    TONE=dry
                    """);
            assertThat(change.updated()).containsExactly("anthropic_api_key", "memory_enabled", "memory_mode", "tone");
            assertThat(change.ignored()).isEmpty();
            assertThat(value("anthropic_api_key")).isEqualTo("sk-ant-1");
            assertThat(value("memory_enabled")).isEqualTo("False");
        }

        @Test
        void leavesAloneWhatIsNotNamedMaskedOrEmpty() {
            write("ANTON_OPENAI_API_KEY=sk-1\nANTON_MEMORY_MODE=manual");
            write("ANTON_OPENAI_API_KEY=***\nANTON_MEMORY_MODE=\nANTON_ACT_FIRST=no");
            assertThat(value("openai_api_key")).isEqualTo("sk-1");
            assertThat(value("memory_mode")).isEqualTo("manual");
            write("ANTON_OPENAI_API_KEY=");
            assertThat(value("openai_api_key")).isEqualTo("null");
        }

        @Test
        void storesNothingWhenOneValueIsWrong() {
            assertThatThrownBy(() -> write("TONE=dry\nANTON_OPENAI_BASE_URL=nowhere\nANTON_TERMS_CONSENT=true"))
                    .isInstanceOfSatisfying(Problem.class, problem -> {
                        assertThat(problem.code()).isEqualTo("setting_invalid");
                        assertThat(problem.errors().getFirst().pointer()).isEqualTo("/content");
                        assertThat(problem.detail()).doesNotContain("nowhere");
                    });
            assertThat(fixture.rowsInDatabase()).isZero();
        }

        @Test
        void meansMindsHubByTheAgentsNameForItWhenItsKeyIsThere() {
            write("ANTON_PLANNING_PROVIDER=openai-compatible");
            assertThat(value("planning_provider")).isEqualTo("openai_compatible");
            write("ANTON_PLANNING_PROVIDER=openai-compatible\nANTON_MINDS_API_KEY=mk-1");
            assertThat(value("planning_provider")).isEqualTo("minds_cloud");
            write("ANTON_CODING_PROVIDER=openai-compatible");
            assertThat(value("coding_provider")).isEqualTo("minds_cloud");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "ANTON_SECRET=abc",
                    "SLACK_TOKEN=xoxb-1",
                    "COWORK_REQUIRE_AUTH=false",
                    "raw_variables={}",
                    "ANTON_WÖRT=true",
                })
        void ignoresWhatSpeaksForNothingHere(String line) {
            assertThat(write(line).ignored()).containsExactly(line.substring(0, line.indexOf('=')));
            assertThat(fixture.rowsInDatabase()).isZero();
        }

        @Test
        void keepsAHundredFlagsAndNoMore() {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < 101; i++) {
                text.append("ANTON_FLAG_").append(i).append("=true\n");
            }
            assertThat(write(text.toString()).ignored()).containsExactly("ANTON_FLAG_100");
        }
    }

    @Nested
    class Reading {

        @Test
        void givesAConsentBackAlsoAfterARestart() {
            assertThat(write("ANTON_TERMS_CONSENT=true").updated()).isEmpty();
            write("ANTON_OTHER=1\nANTON_THIRD=2");
            write("ANTON_THIRD=");
            assertThat(read(Map.of()))
                    .containsExactlyInAnyOrderEntriesOf(Map.of("ANTON_TERMS_CONSENT", "true", "ANTON_OTHER", "1"));
        }

        @Test
        void masksEveryValueOfTheFileThatIsOrMightBeASecret() {
            assertThat(read(Map.of(
                            "ANTON_ANTHROPIC_API_KEY", "sk-ant-1",
                            "COWORK_AUTH_TOKEN", "deadbeef",
                            "PROVIDERS_JSON", "[{\"apiKey\":\"sk-2\"}]",
                            "ANTON_OPENAI_BASE_URL", "https://user:password@host/v1",
                            "SOMETHING", "else")))
                    .hasSize(5)
                    .allSatisfy((name, value) -> assertThat(value).isEqualTo("***"));
        }

        @Test
        void showsWhatIsNoSecret() {
            assertThat(read(Map.of(
                            "ANTON_OPENAI_BASE_URL",
                            "http://127.0.0.1:11434/v1",
                            "ANTON_TERMS_CONSENT",
                            "true",
                            "EMPTY",
                            "")))
                    .containsEntry("ANTON_OPENAI_BASE_URL", "http://127.0.0.1:11434/v1")
                    .containsEntry("ANTON_TERMS_CONSENT", "true")
                    .containsEntry("EMPTY", "");
        }

        @Test
        void showsStoredSettingsOverTheFileAndTheirSecretsMasked() {
            write("ANTON_MEMORY_MODE=manual\nANTON_GEMINI_API_KEY=AIza-1");
            assertThat(read(Map.of("ANTON_MEMORY_MODE", "autopilot")))
                    .containsEntry("ANTON_MEMORY_MODE", "manual")
                    .containsEntry("ANTON_GEMINI_API_KEY", "***");
        }
    }

    @Test
    void aHiddenSettingIsNoRowAndCannotBeSetByItsKey() {
        write("ANTON_TERMS_CONSENT=true");
        assertThat(Objects.requireNonNull(fixture.service().rows(ANN).block()))
                .extracting(Setting::key)
                .doesNotContain("raw_variables");
        assertThatThrownBy(() -> fixture.service()
                        .update(ANN, Map.of("raw_variables", "{}"))
                        .block())
                .isInstanceOf(Problem.class);
        assertThat(List.copyOf(read(Map.of()).keySet())).containsExactly("ANTON_TERMS_CONSENT");
    }
}
