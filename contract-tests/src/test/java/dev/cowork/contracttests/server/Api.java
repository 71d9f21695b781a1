package dev.cowork.contracttests.server;

import dev.cowork.contracttests.contracts.Bundle;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Calls that nearly every test makes. What a test is about it spells out itself. */
public record Api(URI base) {

    private static final String ROOT = Bundle.published().basePath();

    /** The path of the contract with its base path in front. */
    public static String path(String path) {
        return ROOT + path;
    }

    /** Sends any request. */
    public Http.Response send(Http.Request request) {
        return Http.send(base, request);
    }

    /** Reads a path that must answer 200 with JSON. */
    public JsonNode get(String path) {
        return ok(Http.Request.of("GET", path(path)));
    }

    /** Sends a JSON body to a path that must answer with a success and JSON. */
    public JsonNode call(String method, String path, JsonNode body) {
        return ok(Http.Request.of(method, path(path)).json(body.toString()));
    }

    /** Sends a request that must answer with a success; gives its JSON. */
    public JsonNode ok(Http.Request request) {
        Http.Response response = send(request);
        if (response.status() / 100 != 2) {
            throw new AssertionError(request + " answered " + response);
        }
        return response.body().isEmpty()
                ? tools.jackson.databind.node.MissingNode.getInstance()
                : Bundle.JSON.readTree(response.body());
    }

    /** The request that streams a turn. A null conversation opens a new one. */
    public static Http.Request turn(@Nullable String conversation, String input) {
        return Http.Request.of("POST", path("/responses"))
                .json(message(conversation, input, true).toString());
    }

    /** The body of a turn. */
    public static ObjectNode message(@Nullable String conversation, String input, boolean stream) {
        ObjectNode body = Bundle.JSON.createObjectNode().put("input", input).put("stream", stream);
        if (conversation != null) {
            body.put("conversation_id", conversation);
        }
        return body;
    }

    /** Runs a turn to its end and gives the one-shot answer. */
    public JsonNode say(@Nullable String conversation, String input) {
        return call("POST", "/responses", message(conversation, input, false));
    }

    /** The request that follows a response. */
    public static Http.Request tail(String response, long after) {
        return Http.Request.of("GET", path("/responses/tail?response_id=" + response + "&from_seq=" + after));
    }

    /** Everything that was said in a conversation. */
    public List<JsonNode> items(String conversation) {
        return List.copyOf(
                get("/conversations/" + conversation + "/items").valueStream().toList());
    }

    /** Stops what runs in a conversation. */
    public JsonNode cancel(String conversation) {
        return call("POST", "/responses/cancel", Bundle.JSON.createObjectNode().put("conversation_id", conversation));
    }

    /** Whether something is in flight in a conversation, and what. */
    public JsonNode inFlight(String conversation) {
        return get("/responses/in-flight?conversation_id=" + conversation);
    }

    /** Stores settings, all or nothing. */
    public JsonNode settings(Map<String, String> values) {
        ObjectNode body = Bundle.JSON.createObjectNode();
        ObjectNode all = body.putObject("values");
        values.forEach(all::put);
        return call("PUT", "/settings", body);
    }
}
