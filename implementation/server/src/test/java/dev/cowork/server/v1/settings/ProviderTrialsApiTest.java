package dev.cowork.server.v1.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.testing.RunningServer;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;

class ProviderTrialsApiTest {

    private static RunningServer server;
    private static WebTestClient web;

    @BeforeAll
    static void start() {
        server = RunningServer.own(Map.of());
        web = server.web();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static ResponseSpec post(String path, String body) {
        return web.post()
                .uri("/api/v1/settings" + path)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(body)
                .exchange();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"provider\":\"openai-compatible\",\"apiKey\":\"k\",\"baseUrl\":\"http://127.0.0.1:9/v1\"}",
                "{\"provider\":\"openai_compatible\",\"api_key\":\"k\",\"base_url\":\"http://127.0.0.1:9/v1\"}",
            })
    void bothSpellingsOfAFieldAreRead(String body) {
        post("/validate-provider", body)
                .expectStatus()
                .isOk()
                .expectHeader()
                .valueEquals("Cache-Control", "no-store")
                .expectBody()
                .json("{\"ok\":false,\"error\":\"Cannot connect: nobody answers at this address.\"}");
    }

    @Test
    void anUnknownProviderIsAnAnswerAndNoProblem() {
        post("/validate-provider", "{\"provider\":\"nobody\",\"apiKey\":\"k\"}")
                .expectStatus()
                .isOk()
                .expectBody()
                .json("{\"ok\":false,\"error\":\"Unknown provider.\"}");
        post("/test-providers", "{\"providers\":[{\"type\":\"nobody\"},{\"type\":\"openai\",\"apiKey\":null}]}")
                .expectStatus()
                .isOk()
                .expectBody()
                .json("""
                        {"providerStatus":{"nobody":"fail","openai":"fail"},
                         "providerStatusDetails":{"nobody":"Unknown provider.","openai":"The API key is missing."},
                         "providerStatusReasons":{"nobody":"unknown_provider","openai":"missing_key"}}
                        """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{\"providers\":null}"})
    void withoutProvidersThoseAreTriedThatAreSetUp(String body) {
        post("/test-providers", body)
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.providerStatusReasons.anthropic")
                .isEqualTo("missing_key");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "[]",
                "{\"providers\":{}}",
                "{\"providers\":[null]}",
                "{\"providers\":[{}]}",
                "{\"providers\":[{\"apiKey\":\"k\"}]}",
                "{\"providers\":[{\"type\":null}]}",
                "{\"providers\":[{\"type\":7}]}",
                "{\"providers\":[{\"type\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}]}",
                "{\"providers\":[\"openai\"]}",
                "{\"providers\":[{\"type\":\"openai\",\"apiKey\":[]}]}",
            })
    void aBodyThatBreaksARuleIsRefusedBeforeAnybodyIsAsked(String body) {
        post("/test-providers", body)
                .expectStatus()
                .isEqualTo(422)
                .expectBody()
                .jsonPath("$.code")
                .value(code -> assertThat(code).isEqualTo("validation_failed"));
    }
}
