package dev.cowork.server.v1.settings;

import dev.cowork.server.testing.RunningServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.test.web.reactive.server.WebTestClient.BodyContentSpec;

/** What is set up, as clients ask for it after every change. */
class ProviderSetupApiTest {

    private final RunningServer server = RunningServer.own(Map.of("COWORK_REHEARSAL", "false"));
    private final WebTestClient web = server.web();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void validateNamesWhatIsMissingAndThenWhatAnswers() {
        post("/validate", "{}")
                .jsonPath("$.status")
                .isEqualTo("needs_config")
                .jsonPath("$.configReady")
                .isEqualTo(false)
                .jsonPath("$.configError")
                .isNotEmpty()
                .jsonPath("$.provider")
                .isEqualTo("anthropic");
        put("{\"planning_provider\":\"openai-compatible\",\"planning_model\":\"llama\","
                + "\"openai_base_url\":\"http://127.0.0.1:9/v1\"}");
        post("/validate", "{}").json("""
                {"status":"ok","configReady":true,"configError":"","provider":"openai_compatible","model":"llama"}
                """);
    }

    @Test
    void configuredIsTheFirstProviderWithAKeyInTheOrderOfClients() {
        get("/configured").json("{\"configured\":false,\"provider\":\"\"}");
        put("{\"openai_api_key\":\"sk-1\"}");
        get("/configured").json("{\"configured\":true,\"provider\":\"openai\"}");
        put("{\"minds_api_key\":\"mk-1\",\"anthropic_api_key\":\"sk-2\"}");
        get("/configured").json("{\"configured\":true,\"provider\":\"minds-cloud\"}");
    }

    @Test
    void aServerOnThisComputerNeedsNoKeyToBeConfigured() {
        put("{\"planning_provider\":\"openai-compatible\",\"planning_model\":\"llama\","
                + "\"openai_base_url\":\"http://localhost:11434/v1\"}");
        get("/configured").json("{\"configured\":true,\"provider\":\"openai-compatible\"}");
    }

    @Test
    void logoutForgetsEveryKeyAndWhatBelongsToOneAndKeepsTheChoices() {
        put("{\"anthropic_api_key\":\"sk-2\",\"minds_api_key\":\"mk-1\",\"openai_base_url\":\"http://127.0.0.1:9/v1\","
                + "\"providers_json\":\"[]\",\"provider_status\":\"{}\",\"planning_provider\":\"openai\","
                + "\"tone\":\"dry\"}");
        post("/logout", "{}").json("""
                {"ok":true,"deleted":["anthropic_api_key","minds_api_key","openai_base_url","providers_json",
                 "provider_status"]}
                """);
        get("/configured").json("{\"configured\":false,\"provider\":\"\"}");
        get("").jsonPath("$[?(@.key=='planning_provider')].value")
                .isEqualTo("openai")
                .jsonPath("$[?(@.key=='tone')].value")
                .isEqualTo("dry")
                .jsonPath("$[?(@.key=='openai_base_url')].is_set")
                .isEqualTo(false);
        post("/logout", "{}").json("{\"ok\":true,\"deleted\":[]}");
    }

    @Test
    void bothSpellingsAndNoBodyAreAnswered() {
        for (String path : new String[] {"/validate", "/validate/"}) {
            web.post().uri("/api/v1/settings" + path).exchange().expectStatus().isOk();
        }
        get("/install-status/").json("{\"antonInstalled\":true,\"serverDepsReady\":true}");
    }

    @Test
    void theModelsOfEveryProviderHaveAPairAndAProvider() {
        get("/recommended-models")
                .jsonPath("$.recommendedModels.anthropic[0]")
                .isEqualTo("claude-opus-4-8")
                .jsonPath("$.recommendedPair.openai")
                .isEqualTo(List.of("gpt-5.5", "gpt-5.5-mini", "gpt-5.5-mini"))
                .jsonPath("$.modelEfforts.o3.default")
                .isEqualTo("medium")
                .jsonPath("$.modelProviders['gemini-3.6-flash']")
                .isEqualTo("gemini")
                .jsonPath("$.recommendedModels['minds-cloud']")
                .isEmpty();
    }

    private BodyContentSpec get(String path) {
        return web.get()
                .uri("/api/v1/settings" + path)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody();
    }

    private BodyContentSpec post(String path, String body) {
        return web.post()
                .uri("/api/v1/settings" + path)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(body)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody();
    }

    private void put(String values) {
        web.put()
                .uri("/api/v1/settings")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue("{\"values\":" + values + "}")
                .exchange()
                .expectStatus()
                .isOk();
    }
}
