package dev.cowork.server.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cowork.server.platform.problems.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class SettingsServiceTest {

    private static final String ME = "local";
    private static final String SECRET = "sk-ant-THE-SECRET-0123456789";

    @TempDir
    Path home;

    private SettingsFixture fixture;
    private SettingsService settings;

    @BeforeEach
    void open() {
        fixture = new SettingsFixture(home, Map.of());
        settings = fixture.service();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Nested
    class Rows {

        @Test
        void ofAFreshHomeComeInOrderAndNothingIsSet() {
            List<Setting> rows = now(settings.rows(ME));
            List<String[]> expected = Rules.lines("fresh.csv", 3);
            assertThat(rows)
                    .extracting(Setting::key)
                    .containsExactlyElementsOf(
                            expected.stream().map(line -> line[0]).toList());
            for (int i = 0; i < rows.size(); i++) {
                Setting row = rows.get(i);
                assertThat(row.set()).as(row.key()).isFalse();
                assertThat(row.sensitive()).as(row.key()).isEqualTo(expected.get(i)[1].equals("secret"));
                assertThat(row.options() != null).as(row.key()).isEqualTo(expected.get(i)[1].equals("choice"));
                assertThat(row.label()).as(row.key()).isNotBlank();
                assertThat(row.description()).as(row.key()).isNotBlank().endsWith(".");
            }
        }

        @Test
        void showNoSecretAndTellWhetherItIsSet() {
            now(settings.update(ME, Map.of("anthropic_api_key", SECRET)));
            assertThat(row("anthropic_api_key").set()).isTrue();
            assertThat(row("anthropic_api_key").value()).isNull();
            assertThat(now(settings.rows(ME)).toString()).doesNotContain(SECRET);
        }

        @Test
        void takeASecretFromTheEnvironmentForSet() {
            try (SettingsFixture other =
                    new SettingsFixture(home.resolve("2"), Map.of("ANTHROPIC_API_KEY", SECRET, "TONE", "dry"))) {
                List<Setting> rows = now(other.service().rows(ME));
                assertThat(rows)
                        .filteredOn(Setting::set)
                        .extracting(Setting::key)
                        .containsExactly("anthropic_api_key");
                assertThat(rows.toString()).doesNotContain(SECRET).contains("dry");
            }
        }

        @Test
        void hideTheKeysOfProviderCards() {
            now(settings.update(ME, "providers_json", "[{\"type\":\"openai\",\"apiKey\":\"" + SECRET + "\"}]"));
            assertThat(row("providers_json").value()).isEqualTo("[{\"type\":\"openai\",\"apiKey\":\"***\"}]");
            assertThat(row("providers_json").set()).isTrue();
            assertThat(now(settings.values(ME)).get("providers_json")).contains(SECRET);
        }
    }

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

    @Nested
    class Secrets {

        @Test
        void neverStandInClearInTheFilesOfTheHome() throws IOException {
            for (int i = 0; i < 50; i++) {
                now(settings.update(
                        ME,
                        Map.of(
                                "anthropic_api_key", SECRET + i,
                                "minds_api_key", SECRET + i,
                                "providers_json", "[{\"type\":\"openai\",\"apiKey\":\"" + SECRET + i + "\"}]")));
                assertNotInFiles("THE-SECRET");
            }
            fixture.close();
            assertNotInFiles("THE-SECRET");
            fixture = new SettingsFixture(home, Map.of());
            assertThat(now(fixture.service().values(ME)).get("anthropic_api_key"))
                    .isEqualTo(SECRET + 49);
        }

        @Test
        void copiedToAnotherRowCountAsUnset() {
            now(settings.update(ME, Map.of("anthropic_api_key", SECRET, "openai_api_key", "sk-other-987654")));
            fixture.execute("update setting set secret = (select secret from setting where key = 'anthropic_api_key')"
                    + " where key = 'openai_api_key'");
            SettingValues values = now(fixture.reopenedService().values(ME));
            assertThat(values.get("openai_api_key")).isNull();
            assertThat(values.get("anthropic_api_key")).isEqualTo(SECRET);
        }

        @Test
        void underALostMasterKeyCountAsUnsetAndTheRestStays() throws IOException {
            now(settings.update(ME, Map.of("anthropic_api_key", SECRET, "tone", "dry")));
            Files.delete(home.resolve(".master_key"));
            SettingsService after = fixture.reopenedService();
            assertThat(now(after.values(ME)).get("anthropic_api_key")).isNull();
            assertThat(now(after.values(ME)).get("tone")).isEqualTo("dry");
            now(after.update(ME, Map.of("anthropic_api_key", "sk-new")));
            assertThat(now(after.values(ME)).get("anthropic_api_key")).isEqualTo("sk-new");
        }

        @Test
        void areNotStoredAtAllUnderAnUnusableMasterKey() throws IOException {
            Files.createFile(home.resolve(".master_key"));
            refused(settings.update(ME, Map.of("anthropic_api_key", SECRET)), 500, "internal_error");
            assertThat(fixture.rowsInDatabase()).isZero();
        }

        private void assertNotInFiles(String text) throws IOException {
            try (var files = Files.walk(home)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    assertThat(new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1))
                            .as(file.getFileName().toString())
                            .doesNotContain(text);
                }
            }
        }
    }

    @Nested
    class TwoOwners {

        @Test
        void neverSeeOrTouchEachOthersValues() {
            now(settings.update("ann", Map.of("tone", "dry", "anthropic_api_key", SECRET)));
            now(settings.update("bob", Map.of("tone", "warm")));
            assertThat(now(settings.values("ann")).get("tone")).isEqualTo("dry");
            assertThat(now(settings.values("bob")).get("tone")).isEqualTo("warm");
            assertThat(now(settings.values("bob")).get("anthropic_api_key")).isNull();

            refused(settings.delete("bob", "anthropic_api_key"), 404, "setting_not_set");
            settings.delete("bob", "tone").block();
            assertThat(now(settings.values("ann")).get("tone")).isEqualTo("dry");
            assertThat(now(settings.values("ann")).get("anthropic_api_key")).isEqualTo(SECRET);
        }

        @Test
        void cannotOpenEachOthersSecretsEvenWhenARowIsMoved() {
            now(settings.update("ann", Map.of("anthropic_api_key", SECRET)));
            fixture.execute("update setting set owner = 'bob'");
            assertThat(now(fixture.reopenedService().values("bob")).get("anthropic_api_key"))
                    .isNull();
        }

        @Test
        void byTheThousandAreServedFromABoundedMemory() {
            IntStream.range(0, 1_000).forEach(i -> now(settings.values("owner-" + i)));
            assertThat(now(settings.values("owner-0")).get("tone")).isEqualTo("balanced");
        }
    }

    private Setting row(String key) {
        return now(settings.rows(ME)).stream()
                .filter(each -> each.key().equals(key))
                .findFirst()
                .orElseThrow();
    }

    private static void refused(Mono<?> work, int status, String code) {
        StepVerifier.create(work)
                .expectErrorSatisfies(e -> assertThat(e).isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.status()).isEqualTo(status);
                    assertThat(problem.code()).isEqualTo(code);
                    assertThat(problem.detail()).endsWith(".").hasSizeLessThan(300);
                }))
                .verify(Duration.ofSeconds(20));
    }

    private static <T> T now(Mono<T> work) {
        T value = work.block(Duration.ofSeconds(20));
        assertThat(value).isNotNull();
        return value;
    }
}
