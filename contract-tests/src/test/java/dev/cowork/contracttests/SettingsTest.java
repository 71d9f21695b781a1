package dev.cowork.contracttests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.contracts.Bundle;
import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.server.Http;
import dev.cowork.contracttests.server.ServerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Catches: half-stored settings, a masked secret stored as a secret, a secret that is given out or lies about in plain. */
class SettingsTest {

    private static final String SECRET = "sk-contract-tests-5f0c2a7e91d34b68";

    private static ServerProcess server;
    private static Api api;

    @BeforeAll
    static void start() {
        server = ServerProcess.start();
        api = server.api();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static JsonNode row(String key) {
        return api.get("/settings")
                .valueStream()
                .filter(row -> row.path("key").asString().equals(key))
                .findFirst()
                .orElseThrow();
    }

    private static Http.Response put(String body) {
        return api.send(Http.Request.of("PUT", Api.path("/settings")).json(body));
    }

    @Test
    void oneWrongValueAmongManyStoresNone() {
        JsonNode before = api.get("/settings");
        for (String body : new String[] {
            "{\"values\":{\"tone\":\"concise\",\"no_such_setting\":\"x\"}}",
            "{\"values\":{\"tone\":\"concise\",\"max_tool_rounds\":\"4\"}}",
            "{\"values\":{\"tone\":\"concise\",\"max_tool_rounds\":\"501\"}}",
            "{\"values\":{\"memory_enabled\":\"perhaps\",\"tone\":\"concise\"}}",
            "{\"values\":{\"tone\":\"concise\",\"greeting\":7}}",
        }) {
            assertThat(put(body).status()).as(body).isIn(400, 422);
            assertThat(api.get("/settings")).as(body).isEqualTo(before);
        }
    }

    @Test
    void headersForProvidersThatAreNoneAreRefusedOneByOneAndAmongOthersAndNothingIsChanged() {
        api.settings(Map.of("provider_headers", "{\"anthropic\": {\"x-team\": \"Team " + SECRET + "\"}}"));
        JsonNode before = api.get("/settings");
        for (String wrong : List.of(
                "blue",
                "[]",
                "{\"anthropic\":\"blue\"}",
                "{\"anthropic\":{\"x team\":\"blue\"}}",
                "{\"anthropic\":{\"x-team\":7}}",
                "{\"anthropic\":{\"x-team\":\"a\\r\\nX-Evil: 1\"}}")) {
            ObjectNode many = Bundle.JSON.createObjectNode();
            many.putObject("values").put("tone", "curt").put("provider_headers", wrong);
            ObjectNode one = Bundle.JSON.createObjectNode().put("value", wrong);
            for (Http.Response refused : List.of(
                    put(many.toString()),
                    api.send(Http.Request.of("PUT", Api.path("/settings/provider_headers"))
                            .json(one.toString())))) {
                assertThat(refused.status()).as(wrong).isEqualTo(422);
                assertThat(refused.body()).contains("setting_invalid", "provider_headers");
            }
            assertThat(api.get("/settings")).as(wrong).isEqualTo(before);
        }
        assertThat(before.toString()).doesNotContain(SECRET);
        assertThat(row("provider_headers").path("is_set").asBoolean()).isTrue();
        api.settings(Map.of("provider_headers", ""));
        assertThat(row("provider_headers").path("is_set").asBoolean()).isFalse();
    }

    @Test
    void aMaskLeavesASettingAsItIs() {
        api.settings(Map.of("openai_api_key", SECRET, "tone", "warm"));
        JsonNode updated = api.settings(Map.of("openai_api_key", "***", "tone", "***"));
        assertThat(updated.path("updated").isArray()).isTrue();
        assertThat(row("openai_api_key").path("is_set").asBoolean()).isTrue();
        assertThat(row("tone").path("value").asString()).isEqualTo("warm");
        api.ok(Http.Request.of("DELETE", Api.path("/settings/tone")));
    }

    @Test
    void booleansAreReadInEverySpellingAndWrittenInOne() {
        for (String yes : new String[] {"true", "1", "yes", "on", "True"}) {
            api.settings(Map.of("memory_enabled", yes));
            assertThat(row("memory_enabled").path("value").asString()).isEqualTo("True");
        }
        for (String no : new String[] {"false", "0", "no", "off", "False"}) {
            api.settings(Map.of("memory_enabled", no));
            assertThat(row("memory_enabled").path("value").asString()).isEqualTo("False");
        }
        api.ok(Http.Request.of("DELETE", Api.path("/settings/memory_enabled")));
    }

    @Test
    void clearingGivesTheDefaultBackOnce() {
        String standard = row("tone").path("value").asString();
        api.settings(Map.of("tone", "curt"));
        assertThat(row("tone").path("is_set").asBoolean()).isTrue();
        assertThat(api.ok(Http.Request.of("DELETE", Api.path("/settings/tone")))
                        .path("ok")
                        .asBoolean())
                .isTrue();
        assertThat(row("tone").path("value").asString()).isEqualTo(standard);
        Http.Response again = api.send(Http.Request.of("DELETE", Api.path("/settings/tone")));
        assertThat(again.status()).isEqualTo(404);
        assertThat(Bundle.JSON.readTree(again.body()).path("code").asString()).isEqualTo("setting_not_set");
    }

    private static Http.Response reveal(String header, String value) {
        return api.send(
                Http.Request.of("GET", Api.path("/settings/reveal-key/gemini")).with(header, value));
    }

    @Test
    void aKeyInClearIsForTheServersOwnPageAlone() {
        api.settings(Map.of("gemini_api_key", SECRET));
        for (String[] page : new String[][] {
            {"User-Agent", "curl/8.0"},
            {"Origin", "http://localhost:5173"},
            {"Origin", "null"},
            {"Sec-Fetch-Site", "cross-site"},
            {"Sec-Fetch-Site", "none"},
        }) {
            Http.Response refused = reveal(page[0], page[1]);
            assertThat(refused.status()).as(String.join(": ", page)).isEqualTo(403);
            assertThat(refused.body()).doesNotContain(SECRET);
        }

        assertThat(reveal("Sec-Fetch-Site", "same-origin").body()).contains(SECRET);
        api.settings(Map.of("gemini_api_key", ""));
    }

    @Test
    void whatIsStoredComesBeforeTheEnvironmentAndThatBeforeTheFile() throws IOException {
        Path home = ServerProcess.newHome();
        Files.writeString(
                Files.createDirectories(home.resolve("data")).resolve(".env"),
                "TONE=of the file\nGREETING=$TONE $(echo)\n");
        try (ServerProcess other = ServerProcess.start(home, Map.of("TONE", "of the environment"))) {
            assertThat(other.api().get("/settings").toString()).contains("of the environment", "$TONE $(echo)");

            other.api().settings(Map.of("tone", "of the person"));

            assertThat(other.api().get("/settings").toString())
                    .contains("of the person")
                    .doesNotContain("of the environment");
        }
    }

    @Test
    void logoutForgetsEveryKeyAndEveryAddress() {
        api.settings(Map.of(
                "openai_api_key",
                SECRET,
                "minds_api_key",
                SECRET,
                "openai_base_url",
                "http://127.0.0.1:9/v1",
                "providers_json",
                "[{\"type\":\"openai-compatible\",\"apiKey\":\"" + SECRET + "\"}]",
                "tone",
                "curt"));

        JsonNode gone = api.call("POST", "/settings/logout", Bundle.JSON.createObjectNode());

        assertThat(gone.toString()).contains("openai_api_key", "minds_api_key", "openai_base_url", "providers_json");
        assertThat(api.get("/settings").valueStream())
                .filteredOn(row -> row.path("is_sensitive").asBoolean()
                        || row.path("key").asString().matches("openai_base_url|providers_json"))
                .noneMatch(row -> row.path("is_set").asBoolean());
        assertThat(row("tone").path("value").asString()).isEqualTo("curt");
        api.ok(Http.Request.of("DELETE", Api.path("/settings/tone")));
    }

    @Test
    void everyRowHasTheFormAndEveryKeyComesOnce() {
        JsonNode rows = api.get("/settings");
        assertThat(rows.valueStream().map(row -> row.path("key").asString()).toList())
                .doesNotHaveDuplicates();
        assertThat(rows.valueStream().filter(row -> row.path("is_sensitive").asBoolean()))
                .isNotEmpty()
                .allMatch(row -> row.path("value").isNull());
    }

    @Test
    void aSecretIsNeitherGivenOutNorStoredInPlainAndSurvivesARestart() throws IOException {
        api.settings(Map.of("anthropic_api_key", SECRET));
        assertThat(api.get("/settings").toString()).doesNotContain(SECRET);
        assertThat(row("anthropic_api_key").path("is_set").asBoolean()).isTrue();
        api.ok(Http.Request.of("PUT", Api.path("/settings/anthropic_api_key")).json("{\"value\":\"" + SECRET + "\"}"));

        server.stop(Duration.ofSeconds(10));
        assertThat(server.tail()).doesNotContain(SECRET);
        byte[] secret = SECRET.getBytes(StandardCharsets.UTF_8);
        try (Stream<Path> files = Files.walk(server.home())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                assertThat(content.contains(new String(secret, StandardCharsets.ISO_8859_1)))
                        .as(file.toString())
                        .isFalse();
            }
        }
        server = server.restart();
        api = server.api();
        assertThat(row("anthropic_api_key").path("is_set").asBoolean()).isTrue();
        api.settings(Map.of("anthropic_api_key", ""));
        assertThat(row("anthropic_api_key").path("is_set").asBoolean())
                .as("an empty value unsets")
                .isFalse();
        api.settings(Map.of("openai_api_key", ""));
    }
}
