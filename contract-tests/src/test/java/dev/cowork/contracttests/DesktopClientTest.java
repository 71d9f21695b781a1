package dev.cowork.contracttests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.contracts.Bundle;
import dev.cowork.contracttests.schema.StrictSchemas;
import dev.cowork.contracttests.server.Http;
import dev.cowork.contracttests.server.ServedBundle;
import dev.cowork.contracttests.server.ServerProcess;
import dev.cowork.contracttests.stream.Frame;
import dev.cowork.contracttests.stream.Frames;
import dev.cowork.contracttests.stream.StrictReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Catches: a change that the shipped desktop app does not survive. Calls and fields are those the app sends and reads. */
class DesktopClientTest {

    private static final String OWNER = "0123456789abcdef0123456789abcdef";
    private static final String AGENT =
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Cowork/2.4.0 Chrome/140.0.0.0"
                    + " Electron/38.1.0 Safari/537.36";

    private static ServerProcess server;
    private static StrictSchemas schemas;

    @BeforeAll
    static void start() {
        server = ServerProcess.start(Map.of("COWORK_SERVER_OWNER", OWNER));
        schemas = new StrictSchemas(ServedBundle.of(server.base()));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** A call of the app's window: a page from a file, so no Origin, and a JSON content type even without a body. */
    private static Http.Request window(String method, String path) {
        return Http.Request.of(method, "/api/v1" + path)
                .with("Content-Type", "application/json")
                .with("User-Agent", AGENT)
                .with("Sec-Fetch-Site", "cross-site")
                .with("Sec-Fetch-Mode", "cors")
                .with("Accept", "*/*");
    }

    private static JsonNode read(Http.Request request) {
        Http.Response response = Http.send(server.base(), request);
        assertThat(response.status()).as(request + " " + response.body()).isEqualTo(200);
        assertThat(response.mediaType()).isEqualTo("application/json");
        return Bundle.JSON.readTree(response.body());
    }

    private static JsonNode get(String path) {
        return read(window("GET", path));
    }

    /** The body of a turn with every field the app always sends. */
    private static ObjectNode message(String conversation, String input) {
        ObjectNode body = Bundle.JSON
                .createObjectNode()
                .put("input", input)
                .put("model", "anton")
                .put("stream", true)
                .put("conversation", conversation)
                .put("project", "general")
                .put("harness", "anton");
        body.putArray("attachment_ids");
        body.putArray("disabled_connections");
        return body;
    }

    private static List<Frame> turn(String conversation, String input) {
        var request =
                window("POST", "/responses").json(message(conversation, input).toString());
        try (var reader = StrictReader.open(server.base(), request, schemas)) {
            return reader.rest();
        }
    }

    private static String conversation(List<Frame> frames) {
        return frames.getFirst().data().path("conversation_id").asString();
    }

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
    void aFirstMessageOpensATaskUnderTheIdOfTheFirstFrame() {
        List<Frame> frames = turn(null, "Hello, what can you do?");
        JsonNode created = frames.getFirst().data();
        String conversation = conversation(frames);
        assertThat(conversation).isNotEqualTo(created.at("/response/id").asString());
        assertThat(created.path("harness").asString()).isEqualTo("anton");
        assertThat(Frames.last(frames).type()).isEqualTo("response.completed");
        assertThat(Frames.text(frames)).as("a turn without text has no bubble").isNotEmpty();

        JsonNode listed = get("/conversations/?project=all&limit=200")
                .path("conversations")
                .valueStream()
                .filter(row -> row.path("id").asString().equals(conversation))
                .findFirst()
                .orElseThrow();
        assertThat(listed.path("project").asString()).isEqualTo("general");
        assertThat(listed.path("title").asString()).contains("Hello");
        assertThat(get("/conversations/" + conversation).path("id").asString()).isEqualTo(conversation);
    }

    @Test
    void theRowsOfTheHistoryHaveTheIdsOfTheStream() {
        List<Frame> frames = turn(null, "/say hi");
        JsonNode items = get("/conversations/" + conversation(frames) + "/items");
        assertThat(items.isArray()).as("a bare array without a query").isTrue();
        JsonNode user = items.path(0);
        JsonNode assistant = items.path(1);
        assertThat(user.path("id").asString())
                .isEqualTo(frames.getFirst().data().path("user_message_id").asString());
        assertThat(assistant.path("id").asString())
                .isEqualTo(
                        Frames.last(frames).data().path("assistant_message_id").asString());
        assertThat(frames.stream().filter(Frame::isDelta))
                .as("deltas name the row they become")
                .allMatch(delta -> delta.data().path("item_id").equals(assistant.path("id")));
        assertThat(Frames.last(frames).data().at("/response/output/0/id")).isEqualTo(assistant.path("id"));
        assertThat(frames.getFirst().data().at("/response/model").asString())
                .as("the model used, in the first frame too")
                .isEqualTo(Frames.last(frames).data().at("/response/model").asString());
        assertThat(user.path("role").asString()).isEqualTo("user");
        assertThat(user.path("content").asString()).isEqualTo("/say hi");
        assertThat(assistant.path("role").asString()).isEqualTo("assistant");
        assertThat(assistant.path("content").asString()).isEqualTo(Frames.text(frames));
        assertThat(user.path("startedAt").isIntegralNumber()).isTrue();
        assertThat(assistant
                        .path("events")
                        .valueStream()
                        .toList()
                        .getLast()
                        .path("type")
                        .asString())
                .isEqualTo("response.completed");
        assertThat(assistant.path("events").valueStream())
                .allMatch(event -> event.path("at_ms").isIntegralNumber());
    }

    @Test
    void aTaskWhoseIdTheAppMadeIsAdopted() {
        for (String id : List.of(UUID.randomUUID().toString(), "20261122_051955_39237f")) {
            assertThat(conversation(turn(id, "/say adopted"))).isEqualTo(id);
            assertThat(get("/conversations/" + id).path("id").asString()).isEqualTo(id);
        }
    }

    @Test
    void aTemporaryIdOpensANewTask() {
        assertThat(conversation(turn("tmp-1795324430259", "/say new"))).doesNotStartWith("tmp-");
    }

    @Test
    void anUnknownModelOfAnOlderSettingStillAnswers() {
        ObjectNode body = message(null, "/say model").put("model", "claude-sonnet-4-6");
        try (var reader =
                StrictReader.open(server.base(), window("POST", "/responses").json(body.toString()), schemas)) {
            assertThat(Frames.last(reader.rest()).type()).isEqualTo("response.completed");
        }
    }

    @Test
    void aProjectIsFoundByItsName() {
        Http.Response made =
                Http.send(server.base(), window("POST", "/projects/").json("{\"name\":\"By Name!\"}"));
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        String name = Bundle.JSON.readTree(made.body()).path("name").asString();
        ObjectNode body = message(null, "/say in it").put("project", name);
        try (var reader =
                StrictReader.open(server.base(), window("POST", "/responses").json(body.toString()), schemas)) {
            String conversation = conversation(reader.rest());
            assertThat(get("/conversations/" + conversation).path("project").asString())
                    .isEqualTo(name);
        }
    }

    @Test
    void aReloadInTheMiddleOfATurnShowsTheQuestionAndReplaysTheAnswer() {
        var request = window("POST", "/responses")
                .json(message("reload", "/emit 300 5").toString());
        try (var reader = StrictReader.open(server.base(), request, schemas)) {
            reader.until(Frame::isDelta);
            assertThat(get("/conversations/reload/items?limit=50").path("items"))
                    .as("the question and no partial answer")
                    .hasSize(1)
                    .allMatch(row -> row.path("role").asString().equals("user"));
            assertThat(get("/responses/in-flight?conversation_id=reload")
                            .path("in_flight")
                            .asBoolean())
                    .isTrue();
            var tail = window("GET", "/responses/tail?conversation_id=reload&from_seq=0&model=anton")
                    .with("Accept", "text/event-stream");
            try (var again = StrictReader.open(server.base(), tail, schemas)) {
                assertThat(Frames.texts(again.rest())).isEqualTo(Frames.texts(reader.rest()));
            }
        }
        assertThat(get("/responses/in-flight?conversation_id=reload")
                        .path("in_flight")
                        .asBoolean())
                .isFalse();
    }

    @Test
    void aTailWithNothingToFollowIsNotFound() {
        Http.Response answer = Http.send(
                server.base(), window("GET", "/responses/tail?conversation_id=nobody&from_seq=0&model=anton"));
        assertThat(answer.status()).isEqualTo(404);
        assertThat(get("/responses/in-flight?conversation_id=nobody")
                        .path("in_flight")
                        .asBoolean())
                .isFalse();
    }

    @Test
    void onlyTheDesktopAppGetsAnEnvelopeAndOnlyWhenItPages() {
        String path = "/conversations/" + conversation(turn("paged", "/say one")) + "/items";
        turn("paged", "/say two");
        assertThat(get(path).isArray()).isTrue();
        Http.Request other = Http.Request.of("GET", "/api/v1" + path + "?limit=3");
        assertThat(read(other).isArray()).as("another client that pages").isTrue();

        JsonNode page = get(path + "?limit=3");
        var ids = new ArrayList<String>();
        page.path("items").forEach(row -> ids.add(row.path("id").asString()));
        assertThat(ids).hasSize(3);
        assertThat(page.path("hasMore").asBoolean()).isTrue();
        JsonNode earlier =
                get(path + "?limit=3&before=" + page.path("nextBefore").asString());
        assertThat(earlier.path("items")).hasSize(1);
        assertThat(earlier.path("hasMore").asBoolean()).isFalse();
        assertThat(earlier.path("nextBefore").isNull()).isTrue();
        earlier.path("items").forEach(row -> ids.add(row.path("id").asString()));
        assertThat(new HashSet<>(ids)).as("pages do not overlap").hasSize(4);
        assertThat(page.path("items").path(2).path("content").asString()).contains("two");
    }

    @Test
    void aTurnIsDeletedByTheIdOfItsAnswerOrByItsIndex() {
        for (int i = 0; i < 3; i++) {
            turn("deleted", "/say " + i);
        }
        String answer = get("/conversations/deleted/items").path(5).path("id").asString();
        JsonNode byId = read(window("DELETE", "/conversations/deleted/turns/" + answer));
        assertThat(byId.path("deleted").asInt()).isEqualTo(2);
        assertThat(get("/conversations/deleted/items")).hasSize(4);
        read(window("DELETE", "/conversations/deleted/turns/0"));
        assertThat(get("/conversations/deleted/items"))
                .as("that turn and all later ones")
                .isEmpty();
        Http.Response gone = Http.send(server.base(), window("DELETE", "/conversations/deleted/turns/" + answer));
        assertThat(gone.status()).isEqualTo(404);
    }

    @Test
    void stopWorksAsTheAppDoesIt() {
        var request = window("POST", "/responses")
                .json(message("stopped", "/emit 2000 5").toString());
        try (var reader = StrictReader.open(server.base(), request, schemas)) {
            reader.until(Frame::isDelta);
            JsonNode result = read(window("POST", "/responses/cancel").json("{\"conversation_id\":\"stopped\"}"));
            assertThat(result.path("cancelled").asBoolean()).isTrue();
            JsonNode rows = get("/conversations/stopped/items?limit=50").path("items");
            assertThat(rows).hasSize(2);
            assertThat(Frames.last(reader.rest()).type()).isEqualTo("response.cancelled");
        }
    }

    @Test
    void renamingAndDeletingATaskAnswersAsTheAppExpects() {
        String path = "/conversations/" + conversation(turn("renamed", "/say x"));
        JsonNode renamed = read(window("PATCH", path).json("{\"title\":\"Renamed\"}"));
        assertThat(renamed.path("title").asString()).isEqualTo("Renamed");
        assertThat(renamed.path("id").asString()).isEqualTo("renamed");
        read(window("DELETE", path));
        assertThat(Http.send(server.base(), window("DELETE", path)).status()).isEqualTo(404);
        assertThat(Http.send(server.base(), window("GET", path + "/items")).status())
                .isEqualTo(404);
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
