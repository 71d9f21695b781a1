package dev.cowork.contracttests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.contracts.Bundle;
import dev.cowork.contracttests.server.Http;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Catches: a change that the shipped desktop app does not survive. Calls and fields are those the app sends and reads. */
class DesktopClientTest extends DesktopApp {

    @Test
    void theShellAdoptsTheServerByItsHealthInBothSpellings() {
        for (String path : List.of("/api/v1/health", "/api/v1/health/")) {
            Http.Response response = Http.send(server.base(), Http.Request.of("GET", path));
            assertThat(response.status()).as(path).isEqualTo(200);
            JsonNode health = Bundle.JSON.readTree(response.body());
            assertThat(health.path("status").asString()).isEqualTo("ok");
            assertThat(health.path("owner").asString()).isEqualTo(OWNER);
            assertThat(health.path("capabilities").valueStream().map(JsonNode::asString))
                    .contains("coding");
            assertThat(health.path("config_ready").isBoolean()).isTrue();
            assertThat(health.path("config_ready").asBoolean()).isTrue();
            assertThat(health.path("provider").isString()).isTrue();
            assertThat(health.path("aid").isString()).isTrue();
            assertThat(health.path("minds_runtime_credential_required")).isEqualTo(Bundle.JSON.readTree("false"));
            assertThat(health.path("server_version").asString()).isNotEmpty();
            assertThat(health.path("anton_version").asString()).isNotEmpty();
        }
    }

    @Test
    void theFirstPaintReadsEverythingWithoutARedirectInBothSpellings() {
        turn(null, "/say something to list");
        for (String slash : List.of("", "/")) {
            JsonNode list =
                    get("/conversations" + slash + "?project=all&limit=200").path("conversations");
            assertThat(list.isArray()).isTrue();
            for (JsonNode row : list) {
                assertThat(row.path("id").asString()).isNotEmpty();
                for (String field :
                        List.of("title", "preview", "updated_at", "created_at", "project", "project_path")) {
                    assertThat(row.path(field).isString())
                            .as(field + " of " + row)
                            .isTrue();
                }
                assertThat(row.path("disabled_connections").isArray()).isTrue();
                assertThat(row.has("scheduled_id") && row.has("harness") && row.has("model") && row.has("project_id"))
                        .isTrue();
            }
            JsonNode projects = get("/projects" + slash);
            assertThat(projects.isArray()).isTrue();
            assertThat(projects.valueStream()
                            .map(project -> project.path("name").asString()))
                    .contains("general");
            assertThat(projects.path(0).path("path").asString()).startsWith("/");
            assertThat(projects.path(0).path("is_active").isBoolean()).isTrue();
            JsonNode settings = get("/settings" + slash);
            assertThat(settings.isArray()).isTrue();
            for (JsonNode row : settings) {
                assertThat(row.path("key").isString()
                                && row.path("is_set").isBoolean()
                                && row.path("is_sensitive").isBoolean())
                        .as(row.toString())
                        .isTrue();
                assertThat(row.path("value").isString() || row.path("value").isNull())
                        .as(row.toString())
                        .isTrue();
            }
            assertThat(get("/responses/in-flight-list" + slash)
                            .path("in_flight")
                            .isArray())
                    .isTrue();
        }
    }

    @Test
    void fiftyHistoriesAtOnceAreReadInParallel() throws Exception {
        String conversation = conversation(turn(null, "/say warm"));
        try (var threads = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
            var all = new ArrayList<java.util.concurrent.Future<JsonNode>>();
            for (int i = 0; i < 50; i++) {
                all.add(threads.submit(() -> get("/conversations/" + conversation + "/items?limit=50")));
            }
            for (var one : all) {
                assertThat(one.get().path("items")).hasSize(2);
            }
        }
    }

    @Test
    void errorsCarryASentenceInDetailNeverAList() {
        for (String body : List.of("{", "{}", "{\"input\":5}", "{\"input\":\"x\",\"conversation_id\":5}")) {
            Http.Response answer =
                    Http.send(server.base(), window("POST", "/responses").json(body));
            JsonNode problem = Bundle.JSON.readTree(answer.body());
            assertThat(answer.status()).as(body).isBetween(400, 499);
            assertThat(problem.path("detail").isString()).as(answer.body()).isTrue();
            assertThat(problem.path("detail").asString()).isNotBlank();
        }
    }

    @Test
    void settingsAreSavedAsTheAppDoesIt() {
        assertThat(Http.send(server.base(), window("DELETE", "/settings/greeting"))
                        .status())
                .isIn(400, 404);
        JsonNode saved = read(
                window("PUT", "/settings/").json("{\"values\":{\"tone\":\"concise\",\"openai_api_key\":\"***\"}}"));
        assertThat(saved.path("updated").isArray()).isTrue();
        assertThat(get("/settings/")
                        .valueStream()
                        .filter(row -> row.path("key").asString().equals("tone"))
                        .map(row -> row.path("value").asString()))
                .containsExactly("concise");
        read(window("PUT", "/settings/tone").json("{\"value\":\"warm\"}"));
        read(window("DELETE", "/settings/tone"));
    }

    @Test
    void aPreflightOfTheDevelopmentPageIsAnswered() {
        Http.Response preflight = Http.send(
                server.base(),
                Http.Request.of("OPTIONS", "/api/v1/conversations/")
                        .with("Origin", "http://localhost:5173")
                        .with("Access-Control-Request-Method", "GET")
                        .with("Access-Control-Request-Headers", "content-type"));
        assertThat(preflight.status()).isIn(200, 204);
        assertThat(preflight.header("Access-Control-Allow-Origin")).contains("http://localhost:5173");
        assertThat(preflight.header("Access-Control-Allow-Headers").orElse("").toLowerCase())
                .contains("content-type");
    }

    @Test
    void aPageFromAFileMayAskWithANullOriginInTheAppOnly() {
        Http.Request app = window("GET", "/projects/").with("Origin", "null");
        assertThat(Http.send(server.base(), app).status()).isEqualTo(200);
        Http.Request browser = Http.Request.of("GET", "/api/v1/projects/").with("Origin", "null");
        assertThat(Http.send(server.base(), browser).status()).isEqualTo(403);
    }

    @Test
    void aPageOfABrowserThatIsNotTheAppMayNotAskAcrossSites() {
        Http.Request request = Http.Request.of("GET", "/api/v1/projects/")
                .with("User-Agent", "Mozilla/5.0 Chrome/140.0.0.0")
                .with("Sec-Fetch-Site", "cross-site")
                .with("Sec-Fetch-Mode", "no-cors");
        assertThat(Http.send(server.base(), request).status()).isEqualTo(403);
    }
}
