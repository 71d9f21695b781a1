package dev.cowork.server.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SettingsServiceTest extends SettingsServiceFixture {

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

        @Test
        void ofAnOlderServerAreReadAndSealedAnewWithTheNextWrite() throws IOException {
            older(
                    "gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA==");
            SettingsService after = fixture.reopenedService();
            assertThat(now(after.values(ME)).get("anthropic_api_key")).isEqualTo("hello");
            assertThat(sealedByUs()).isFalse();

            now(after.update(ME, Map.of("anthropic_api_key", "hello")));

            assertThat(sealedByUs()).isTrue();
            assertThat(now(fixture.reopenedService().values(ME)).get("anthropic_api_key"))
                    .isEqualTo("hello");
        }

        @Test
        void ofAnOlderServerCountAsUnsetWhenTheyAreDamaged() throws IOException {
            older(
                    "gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDQ==");

            assertThat(now(fixture.reopenedService().values(ME)).get("anthropic_api_key"))
                    .isNull();
        }

        private void older(String token) throws IOException {
            Files.writeString(home.resolve(".master_key"), "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=");
            fixture.execute("insert into setting (owner, key, secret, updated_at) values ('" + ME
                    + "', 'anthropic_api_key', cast('" + token + "' as blob), 0)");
        }

        private boolean sealedByUs() {
            return fixture.rows("select count(*) from setting where hex(secret) like '01%'") == 1;
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
}
