package dev.cowork.contracttests.contracts;

import dev.cowork.contracttests.schema.StrictSchemas;
import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.server.Http;
import dev.cowork.contracttests.server.ServedBundle;
import dev.cowork.contracttests.stream.Frame;
import dev.cowork.contracttests.stream.StrictReader;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes, through the API alone, what an example takes for granted: the project, the conversation and the turn it names,
 * and nothing beside them.
 */
final class ExampleState {

    private static final String CONVERSATION = "conv_example";
    private static final String PROJECT = "proj_example";
    private static final String QUESTION = "ask_example";

    private final Api api;
    private final Map<String, String> ids = new LinkedHashMap<>();

    ExampleState(Api api) {
        this.api = api;
    }

    /** The real ids of the made-up ones. */
    Map<String, String> ids() {
        return ids;
    }

    void build(Example example) {
        clear();
        String mentioned = example.mentions();
        boolean turn = mentioned.contains("item_example") || mentioned.contains("resp_example");
        boolean conversation = turn || mentioned.contains(CONVERSATION);
        boolean opens = example.operation().id().equals("createResponse");
        if (conversation && !opens || mentioned.contains(PROJECT)) {
            project(Bundle.published());
        }
        if (conversation && !opens) {
            conversation(Bundle.published());
        }
        if (mentioned.contains(QUESTION)) {
            question();
        }
        if (example.operation().method().equals("delete") && example.status().startsWith("2")) {
            putFirst(example.operation());
        }
    }

    private void clear() {
        for (JsonNode conversation : api.get("/conversations").path("conversations")) {
            api.ok(Http.Request.of(
                    "DELETE",
                    Api.path("/conversations/" + conversation.path("id").asString())));
        }
        for (JsonNode project : api.get("/projects")) {
            if (project.at("/capabilities/canDelete").asBoolean()) {
                api.ok(Http.Request.of(
                        "DELETE", Api.path("/projects/" + project.path("id").asString())));
            }
        }
        for (JsonNode rule : api.get("/permissions").path("permissions")) {
            api.ok(Http.Request.of(
                    "DELETE",
                    Api.path("/permissions?tool=" + encode(rule, "tool") + "&pattern=" + encode(rule, "pattern"))));
        }
        for (JsonNode setting : api.get("/settings")) {
            if (setting.path("is_set").asBoolean()
                    && !setting.path("is_sensitive").asBoolean()) {
                api.send(Http.Request.of(
                        "DELETE", Api.path("/settings/" + setting.path("key").asString())));
            }
        }
    }

    private static String encode(JsonNode rule, String field) {
        return URLEncoder.encode(rule.path(field).asString(), StandardCharsets.UTF_8);
    }

    private void project(Bundle bundle) {
        JsonNode made =
                api.call("POST", "/projects", operation(bundle, "createProject").requestExample());
        ids.put(PROJECT, made.path("id").asString());
    }

    private void conversation(Bundle bundle) {
        ObjectNode turn = (ObjectNode)
                operation(bundle, "createResponse").requestExample().deepCopy();
        turn.put("project_id", ids.get(PROJECT)).put("harness", "anton");
        JsonNode answer = api.call("POST", "/responses", turn);
        JsonNode titled = operation(bundle, "createConversation").requestExample();
        ObjectNode change = Bundle.JSON.createObjectNode();
        change.set("title", titled.path("title"));
        change.set("goal", titled.path("goal"));
        api.call("PATCH", "/conversations/" + CONVERSATION, change);
        for (JsonNode item : api.items(CONVERSATION)) {
            ids.put(
                    "item_example_" + item.path("role").asString(),
                    item.path("id").asString());
        }
        ids.put("resp_example", answer.path("id").asString());
    }

    /** A turn that waits for an answer; its reader has left. */
    private void question() {
        var schemas = new StrictSchemas(ServedBundle.of(api.base()));
        try (var turn = StrictReader.open(api.base(), Api.turn(CONVERSATION, "/ask Which sheet?"), schemas)) {
            Frame asked = turn.until(frame -> frame.type().equals("response.ask_user"));
            ids.put(QUESTION, asked.data().path("question_id").asString());
            ids.put("resp_example", asked.responseId());
        }
    }

    /** What is to be cleared was stored before. */
    private void putFirst(Operation delete) {
        delete.bundle().operations().stream()
                .filter(sibling ->
                        sibling.path().equals(delete.path()) && sibling.method().equals("put"))
                .flatMap(sibling -> Example.contracts(sibling).stream().limit(1))
                .map(Example::request)
                .forEach(request -> api.ok(
                        Http.Request.of(request.method(), request.target()).json(String.valueOf(request.body()))));
    }

    private static Operation operation(Bundle bundle, String id) {
        return bundle.operations().stream()
                .filter(operation -> operation.id().equals(id))
                .findFirst()
                .orElseThrow();
    }
}
