package dev.cowork.server.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cowork.server.platform.problems.Problem;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

class SettingChangeTest extends SettingsServiceFixture {

    @Nested
    class Changing {

        @Test
        void countsAtOnceAndIsStoredInOneForm() {
            Setting row = now(settings.update(ME, "auto_pin", "off"));
            assertThat(row.value()).isEqualTo("False");
            assertThat(row.set()).isTrue();
            assertThat(now(settings.values(ME)).get("auto_pin")).isEqualToIgnoringCase("false");
        }

        @Test
        void manyGivesTheKeysInTheirOrder() {
            Map<String, String> values = new LinkedHashMap<>();
            values.put("tone", "dry");
            values.put("anthropic_api_key", "***");
            values.put("planning_provider", "openai-compatible");
            assertThat(now(settings.update(ME, values))).containsExactly("tone", "planning_provider");
            assertThat(row("planning_provider").value()).isEqualTo("openai_compatible");
        }

        @Test
        void nothingIsFine() {
            assertThat(now(settings.update(ME, Map.of()))).isEmpty();
        }

        @Test
        void isAllOrNothingWhenAValueIsWrong() {
            Map<String, String> values = new LinkedHashMap<>();
            values.put("tone", "dry");
            values.put("max_tool_rounds", "4");
            refused(settings.update(ME, values), 422, "setting_invalid");
            assertThat(row("tone").set()).isFalse();
            assertThat(fixture.rowsInDatabase()).isZero();
        }

        @Test
        void isAllOrNothingWhenAKeyIsUnknown() {
            Map<String, String> values = new LinkedHashMap<>();
            values.put("tone", "dry");
            values.put("no_such_setting", "1");
            refused(settings.update(ME, values), 400, "setting_unknown");
            assertThat(fixture.rowsInDatabase()).isZero();
        }

        @Test
        void isAllOrNothingWhenTheDatabaseFailsInTheMiddle() {
            fixture.execute("""
                    create trigger refuse before insert on setting when new.key = 'greeting'
                    begin select raise(abort, 'refused'); end
                    """);
            Map<String, String> values = new LinkedHashMap<>();
            values.put("tone", "dry");
            values.put("greeting", "hello");
            values.put("nav_title", "mine");
            assertThatThrownBy(() -> now(settings.update(ME, values))).isNotInstanceOf(Problem.class);
            assertThat(fixture.rowsInDatabase()).isZero();
            assertThat(row("tone").value()).isEqualTo("balanced");
        }

        @Test
        void threeStarsLeaveASecretAsItIs() {
            now(settings.update(ME, Map.of("anthropic_api_key", SECRET)));
            assertThat(now(settings.update(ME, Map.of("anthropic_api_key", "***"))))
                    .isEmpty();
            assertThat(now(settings.update(ME, "anthropic_api_key", "***")).set())
                    .isTrue();
            assertThat(now(settings.values(ME)).get("anthropic_api_key")).isEqualTo(SECRET);
        }

        @Test
        void threeStarsInsideACardKeepItsKey() {
            now(settings.update(ME, "providers_json", "[{\"type\":\"openai\",\"apiKey\":\"" + SECRET + "\"}]"));
            now(settings.update(
                    ME, Map.of("providers_json", "[{\"type\":\"openai\",\"apiKey\":\"***\",\"model\":\"m\"}]")));
            assertThat(now(settings.values(ME)).get("providers_json")).contains(SECRET, "\"model\":\"m\"");
        }

        @Test
        void threeStarsNeverBringAnOlderKeyBack() {
            for (int round = 0; round < 20; round++) {
                Mono<Void> newKeys = Flux.range(round * 10, 10)
                        .concatMap(n -> settings.update(ME, Map.of("providers_json", card("key-number-" + n, "new"))))
                        .then();
                Mono<Void> oldKeys = Flux.range(0, 10)
                        .concatMap(n -> settings.update(ME, Map.of("providers_json", card("***", "m" + n))))
                        .then();
                Mono.when(newKeys, oldKeys).block(Duration.ofSeconds(20));
                assertThat(now(settings.values(ME)).get("providers_json")).contains("key-number-" + (round * 10 + 9));
            }
        }

        private static String card(String key, String model) {
            return "[{\"type\":\"openai\",\"apiKey\":\"" + key + "\",\"model\":\"" + model + "\"}]";
        }

        @Test
        void anEmptySecretIsUnsetInEveryAnswer() {
            now(settings.update(ME, Map.of("anthropic_api_key", SECRET)));
            assertThat(now(settings.update(ME, "anthropic_api_key", "")).set()).isFalse();
            assertThat(row("anthropic_api_key").set()).isFalse();
            assertThat(now(settings.values(ME)).get("anthropic_api_key")).isNull();
        }

        @Test
        void thatHasBegunIsFinishedWhenItsClientGoesAway() {
            now(settings.values(ME));
            settings.update(ME, Map.of("tone", "dry")).subscribe().dispose();
            Mono.defer(() -> Mono.justOrEmpty(fixture.stored(ME, "tone")))
                    .repeatWhenEmpty(tries -> tries.delayElements(Duration.ofMillis(5), Schedulers.boundedElastic()))
                    .block(Duration.ofSeconds(10));
            // the next write waits for the one before it, so after it the memory has been told of the first
            now(settings.update(ME, Map.of("greeting", "hello")));
            assertThat(row("tone").value()).isEqualTo("dry");
        }

        @Test
        void atTheSameTimeNeverLeavesTheMemoryBehindTheDatabase() {
            for (int round = 0; round < 20; round++) {
                int base = round * 100;
                Flux.range(5 + base % 300, 16)
                        .flatMap(
                                n -> Mono.when(
                                        settings.update(ME, Map.of("max_tool_rounds", String.valueOf(n))),
                                        settings.values(ME)),
                                16)
                        .then()
                        .block(Duration.ofSeconds(20));
                assertThat(now(settings.values(ME)).get("max_tool_rounds"))
                        .isEqualTo(fixture.stored(ME, "max_tool_rounds").orElseThrow());
            }
        }
    }

    @Nested
    class Deleting {

        @Test
        void bringsTheDefaultBack() {
            now(settings.update(ME, Map.of("tone", "dry")));
            settings.delete(ME, "tone").block();
            assertThat(row("tone").value()).isEqualTo("balanced");
            assertThat(row("tone").set()).isFalse();
        }

        @Test
        void whatIsNotStoredIsRefused() {
            refused(settings.delete(ME, "tone"), 404, "setting_not_set");
        }

        @Test
        void whatDoesNotExistIsRefusedInAShortSentence() {
            refused(settings.delete(ME, "x".repeat(100_000)), 400, "setting_unknown");
        }
    }
}
