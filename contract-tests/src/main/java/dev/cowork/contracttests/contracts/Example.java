package dev.cowork.contracttests.contracts;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One example of an answer together with the request that gets it.
 *
 * @param operation the operation it belongs to
 * @param status the status of the answer
 * @param shared whether it stands in a response that several operations share
 * @param key its name
 * @param mediaType the media type it is shown for; empty for an answer without a body
 * @param node its node with summary and value; missing for an answer without a body
 * @param schema the schema of the answer; missing for an answer without a body
 */
public record Example(
        Operation operation,
        String status,
        boolean shared,
        String key,
        String mediaType,
        JsonNode node,
        JsonNode schema) {

    /** A request as the conventions of the contract build it. {@code body} is null when there is none. */
    public record Request(
            String method,
            String path,
            Map<String, String> query,
            Map<String, String> headers,
            @Nullable String body) {

        /** Path and query. */
        public String target() {
            if (query.isEmpty()) {
                return path;
            }
            var text = new StringBuilder(path);
            query.forEach((name, value) -> text.append(text.indexOf("?") < 0 ? '?' : '&')
                    .append(encode(name))
                    .append('=')
                    .append(encode(value)));
            return text.toString();
        }

        private static String encode(String text) {
            return java.net.URLEncoder.encode(text, java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    /** Every example of every answer of an operation; an answer without a body counts as one. */
    static List<Example> of(Operation operation) {
        var found = new ArrayList<Example>();
        for (String status : operation.statuses()) {
            boolean shared = operation.node().path("responses").path(status).has("$ref");
            JsonNode content = operation.response(status).path("content");
            if (content.isMissingNode()) {
                found.add(new Example(operation, status, shared, operation.id(), "", content, content));
            }
            content.forEachEntry((type, media) -> media.path("examples")
                    .forEachEntry((key, node) ->
                            found.add(new Example(operation, status, shared, key, type, node, media.path("schema")))));
        }
        return found;
    }

    /** The first JSON success of an operation and the first error it is known for; streams are not among them. */
    public static List<Example> contracts(Operation operation) {
        var chosen = new ArrayList<Example>();
        var all = of(operation);
        all.stream()
                .filter(e -> e.status.startsWith("2") && !e.mediaType.equals("text/event-stream"))
                .findFirst()
                .ifPresent(chosen::add);
        all.stream()
                .filter(e -> !e.status.startsWith("2") && !e.shared)
                .findFirst()
                .ifPresent(chosen::add);
        return chosen;
    }

    /** The answer; missing when it has no body. */
    public JsonNode value() {
        return node.path("value");
    }

    /** A name that can be a Java identifier. */
    public String name() {
        return operation.id() + "_" + status;
    }

    /** The request: examples of the path variables, the first request example, then what {@code x-request} replaces. */
    public Request request() {
        JsonNode given = node.path("x-request");
        Map<String, String> query = new LinkedHashMap<>();
        Map<String, String> headers = new LinkedHashMap<>();
        String path = operation.bundle().basePath() + operation.path();
        for (var parameter : operation.parameters()) {
            if (parameter.in().equals("path")) {
                String value = given.path("path")
                        .path(parameter.name())
                        .asString(parameter.example().asString(""));
                path = path.replace("{" + parameter.name() + "}", value);
            } else if (parameter.in().equals("query") && parameter.required()) {
                query.put(parameter.name(), parameter.example().asString(""));
            }
        }
        given.path("query").forEachEntry((name, value) -> {
            query.remove(name);
            if (!value.isNull()) {
                query.put(name, value.asString());
            }
        });
        given.path("headers").forEachEntry((name, value) -> headers.put(name, value.asString()));
        return new Request(operation.verb(), path, query, headers, body(given));
    }

    private @Nullable String body(JsonNode given) {
        if (given.has("raw")) {
            return given.path("raw").asString();
        }
        JsonNode body = given.has("body") ? given.path("body") : operation.requestExample();
        return body.isMissingNode() ? null : body.toString();
    }

    /** The made-up ids that its request names, and, when it only reads, those that its answer names. */
    public String mentions() {
        Request request = request();
        String text = request.target() + " " + request.body();
        return operation.method().equals("get") ? text + " " + value() : text;
    }
}
