package dev.cowork.server.v1.owners;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.platform.guard.OwnerResolver;
import dev.cowork.server.testing.RunningServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.context.support.GenericApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is somebody else's looks to every operation like what is not there: Bob names a thing of Ann's, then one that nobody has, and gets
 * the same answer. The operations and their inputs come from the contract; an input whose name is new here fails until a thing of Ann's is
 * known for it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TwoOwnersTest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String OWNER = "X-Test-Owner";
    private static final String ROOT = "/api/v1";

    /** Lists of things that nobody can make yet. */
    private static final Set<String> NOT_MADE_YET = Set.of("attachment_ids", "connector_ids", "skill_ids");

    private static final String TURN = "{\"input\":\"/say x\",\"stream\":false,\"model\":\"rehearsal\"}";

    private final HttpClient client = HttpClient.newHttpClient();
    /** Things of Ann's, and things of nobody, by the name of the input that takes them. */
    private final Map<String, String> anns = new HashMap<>();

    private final Map<String, String> nobodys = new HashMap<>();
    private final AtomicInteger bobs = new AtomicInteger();
    private List<String> secrets = List.of();
    private RunningServer server;

    @BeforeAll
    void annMakesOneOfEachThing() throws Exception {
        server = RunningServer.own(
                Map.of(),
                context -> ((GenericApplicationContext) context)
                        .registerBean(
                                OwnerResolver.class,
                                () -> exchange -> String.valueOf(
                                        exchange.getRequest().getHeaders().getFirst(OWNER))));
        String project = ann("POST", "/projects", "{\"name\":\"Annsproject\"}")
                .path("id")
                .asString();
        JsonNode turn = ann(
                "POST",
                "/responses",
                "{\"input\":\"/say a secret of ann\",\"stream\":false,"
                        + "\"conversation_id\":\"anns-conversation\",\"project_id\":\"" + project + "\"}");
        String item = ann("GET", "/conversations/anns-conversation/items", null)
                .path(1)
                .path("id")
                .asString();
        ann("PUT", "/settings/tone", "{\"value\":\"concise\"}");
        ann(
                "PUT",
                "/permissions",
                "{\"tool\":\"shell\",\"pattern\":\"a secret of ann\",\"effect\":\"allow\",\"project_id\":\"" + project
                        + "\"}");
        ann("PUT", "/settings/anthropic_api_key", "{\"value\":\"sk-of-ann\"}");
        JsonNode keyed =
                JSON.readTree(send(request("ann", "POST", "/responses", TURN).header("Idempotency-Key", "anns-key"))
                        .body());
        assertThat(turn.path("status").asString()).isEqualTo("completed");
        String response = running("/slow 120000");
        know("question_id", asked(), "ask_00000000000000000000000000");
        for (String name : List.of("project_id", "projectId")) {
            know(name, project, "proj_00000000000000000000000000");
        }
        for (String name : List.of("turn", "before")) {
            know(name, item, "item_00000000000000000000000000");
        }
        for (String name : List.of("response_id", "expected_run_id", "previous_response_id")) {
            know(name, response, "resp_00000000000000000000000000");
        }
        for (String name : List.of("conversation_id", "conversation")) {
            know(name, "anns-conversation", "nobodys-conversation");
        }
        know("project", "Annsproject", "Nobodysproject");
        know("Last-Event-ID", response + ":8", "resp_00000000000000000000000000:8");
        know("Idempotency-Key", "anns-key", "nobodys-key");
        know("key", "tone", "greeting");
        know("tool", "shell", "shell");
        know("pattern", "a secret of ann", "a secret of ann");
        know("name", "anthropic", "gemini");
        for (String name : List.of("apiKey", "api_key")) {
            know(name, "sk-of-ann", "sk-of-nobody");
        }
        secrets = List.of(
                "a secret of ann",
                "concise",
                "sk-of-ann",
                project,
                item,
                response,
                keyed.path("id").asString(),
                keyed.path("conversation_id").asString());
    }

    /** Starts a turn that goes on and gives its id. */
    private String running(String input) throws Exception {
        String body = "{\"input\":\"" + input + "\",\"conversation_id\":\"anns-conversation\",\"model\":\"rehearsal\"}";
        HttpResponse<Stream<String>> stream =
                client.send(request("ann", "POST", "/responses", body).build(), HttpResponse.BodyHandlers.ofLines());
        return stream.body()
                .filter(line -> line.startsWith("id: "))
                .map(line -> line.replaceAll("id: |:.*", ""))
                .findFirst()
                .orElseThrow();
    }

    /** Starts a turn that waits for an answer and gives the question's id. */
    private String asked() throws Exception {
        String body =
                "{\"input\":\"/ask a secret of ann?\",\"conversation_id\":\"anns-question\",\"model\":\"rehearsal\"}";
        HttpResponse<Stream<String>> stream =
                client.send(request("ann", "POST", "/responses", body).build(), HttpResponse.BodyHandlers.ofLines());
        return stream.body()
                .filter(line -> line.contains("\"question_id\""))
                .map(line -> line.replaceAll(".*\"question_id\":\"|\".*", ""))
                .findFirst()
                .orElseThrow();
    }

    private void know(String name, String anns, String nobodys) {
        this.anns.put(name, anns);
        this.nobodys.put(name, nobodys);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    Stream<IdInput> inputs() throws Exception {
        List<IdInput> inputs = new ArrayList<>();
        for (String contract : List.of("cowork", "openai")) {
            URI address = URI.create(server.url() + "/openapi/" + contract + ".json");
            inputs.addAll(IdInput.of(
                    JSON.readTree(send(HttpRequest.newBuilder(address)).body())));
        }
        return inputs.stream().filter(input -> !NOT_MADE_YET.contains(input.name()));
    }

    @Test
    void everyPathVariableIsAmongTheInputs() throws Exception {
        assertThat(inputs().filter(input -> input.in().equals("path")))
                .allSatisfy(input -> assertThat(input.path()).contains("{" + input.name() + "}"))
                .hasSizeGreaterThanOrEqualTo(10);
    }

    @ParameterizedTest
    @MethodSource("inputs")
    void aThingOfSomebodyElseIsLikeOneThatIsNotThere(IdInput input) throws Exception {
        assertThat(anns).containsKey(input.name());
        Map<String, JsonNode> before = state();

        Answer hers = answer(input, anns.get(input.name()));
        Answer none = answer(input, nobody(input.name()));

        // also where an id that the caller has not yet opens a conversation: somebody else's stays somebody else's
        assertThat(hers).isEqualTo(none);
        assertThat(secrets).noneMatch(hers.body()::contains);
        assertThat(state()).isEqualTo(before);
    }

    /** The example of the contract names the conversation too, which would be refused by itself. */
    @Test
    void aQuestionOfSomebodyElseCannotBeAnsweredByItsIdAlone() throws Exception {
        for (String question : List.of(anns.get("question_id"), nobodys.get("question_id"))) {
            HttpResponse<String> answer = send(request(
                    "bob", "POST", "/responses/answer", "{\"question_id\":\"" + question + "\",\"values\":[\"yes\"]}"));

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(404);
        }
        assertThat(ann("GET", "/responses/in-flight?conversation_id=anns-question", null)
                        .path("status")
                        .asString())
                .isEqualTo("waiting");
    }

    /** An id of nobody; a conversation is somebody's once it has been named in a turn. */
    private String nobody(String name) {
        String id = nobodys.get(name);
        return name.startsWith("conversation") ? id + bobs.get() : id;
    }

    /** An answer without what differs each time, and without the value that was asked for. */
    private record Answer(int status, String body) {}

    private Answer answer(IdInput input, String value) throws Exception {
        // somebody new each time, who has nothing
        HttpRequest.Builder request = request(
                        "bob" + bobs.incrementAndGet(), input.method(), input.target(value, nobodys), null)
                // as our own page, which may ask for more than others
                .header("Sec-Fetch-Site", "same-origin");
        if (input.in().equals("header")) {
            request.header(input.name(), value);
        }
        if (input.hasBody()) {
            ObjectNode body = input.path().endsWith("/responses") ? (ObjectNode) JSON.readTree(TURN) : input.body();
            ObjectNode sent = body.deepCopy();
            if (input.in().equals("body")) {
                sent.put(input.name(), value);
            }
            request.header("Content-Type", "application/json")
                    .method(input.method(), HttpRequest.BodyPublishers.ofString(sent.toString()));
        }
        HttpResponse<String> response = send(request);
        if (input.name().equals("key")) {
            // two settings have two labels
            return new Answer(response.statusCode(), "");
        }
        return new Answer(
                response.statusCode(),
                response.body()
                        .replace(value, "VALUE")
                        .replaceAll("(ask|conv|item|proj|req|resp|msg)_[0-9a-z]{26}", "$1")
                        .replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "TIME")
                        .replaceAll("\\d{13}", "MILLIS")
                        .replaceAll("_at\":\\d{10}", "_at\":SECONDS"));
    }

    /** All of Ann's that can be seen. */
    private Map<String, JsonNode> state() throws Exception {
        Map<String, JsonNode> seen = new TreeMap<>();
        for (String path : List.of(
                "/projects",
                "/conversations",
                "/conversations/anns-conversation",
                "/conversations/anns-conversation/items",
                "/settings",
                "/permissions",
                "/responses/in-flight-list")) {
            seen.put(path, ann("GET", path, null));
        }
        return seen;
    }

    private JsonNode ann(String method, String path, @Nullable String body) throws Exception {
        HttpResponse<String> response = send(request("ann", method, path, body));
        assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
        return JSON.readTree(response.body());
    }

    private HttpRequest.Builder request(String owner, String method, String path, @Nullable String body) {
        String target = path.startsWith(ROOT) || path.startsWith("/openai/") ? path : ROOT + path;
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(server.url() + target)).header(OWNER, owner);
        return body == null
                ? request.method(method, HttpRequest.BodyPublishers.noBody())
                : request.header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(body));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
