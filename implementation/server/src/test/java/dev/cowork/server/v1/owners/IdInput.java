package dev.cowork.server.v1.owners;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * One place of the contract that names something which belongs to somebody.
 *
 * @param method the method, as HTTP writes it
 * @param path the path template with the base path
 * @param in {@code path}, {@code query}, {@code header} or {@code body}
 * @param name the name of the parameter or the field
 * @param required query parameters without which the request is not a right one, by name
 * @param body the example of the body; an empty object when there is none
 * @param hasBody whether it takes one
 */
record IdInput(
        String method, String path, String in, String name, List<String> required, ObjectNode body, boolean hasBody) {

    /** What names a thing: every path variable, and parameters and fields with such a name. */
    private static final Pattern NAMES_A_THING =
            Pattern.compile("(?i).*(id|ids|key)|project|conversation|before|turn|key");

    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "options", "patch");

    /** All of them, in the order of the document. */
    static List<IdInput> of(JsonNode bundle) {
        String base =
                java.net.URI.create(bundle.at("/servers/0/url").asString()).getPath();
        List<IdInput> found = new ArrayList<>();
        bundle.path("paths")
                .forEachEntry((path, item) -> item.forEachEntry((method, operation) -> {
                    if (METHODS.contains(method)) {
                        new Reader(bundle, method.toUpperCase(java.util.Locale.ROOT), base + path, item, operation)
                                .read(found);
                    }
                }));
        return found;
    }

    private record Reader(JsonNode bundle, String method, String path, JsonNode item, JsonNode operation) {

        void read(List<IdInput> to) {
            List<JsonNode> parameters = Stream.of(item.path("parameters"), operation.path("parameters"))
                    .flatMap(JsonNode::valueStream)
                    .map(this::resolve)
                    .toList();
            List<String> required = parameters.stream()
                    .filter(parameter -> parameter.path("in").asString().equals("query"))
                    .filter(parameter -> parameter.path("required").asBoolean(false))
                    .map(parameter -> parameter.path("name").asString())
                    .toList();
            JsonNode content = resolve(operation.path("requestBody")).at("/content/application~1json");
            ObjectNode example = JsonMapper.shared().createObjectNode();
            content.path("examples")
                    .valueStream()
                    .limit(1)
                    .forEach(first -> example.setAll((ObjectNode) first.path("value")));
            Stream<Map.Entry<String, String>> names = Stream.concat(
                    parameters.stream()
                            .map(parameter -> Map.entry(
                                    parameter.path("in").asString(),
                                    parameter.path("name").asString())),
                    resolve(content.path("schema")).path("properties").propertyNames().stream()
                            .map(name -> Map.entry("body", name)));
            names.filter(place -> place.getKey().equals("path")
                            || NAMES_A_THING.matcher(place.getValue()).matches())
                    .forEach(place -> to.add(new IdInput(
                            method, path, place.getKey(), place.getValue(), required, example, content.isObject())));
        }

        private JsonNode resolve(JsonNode node) {
            JsonNode at = node;
            while (at.has("$ref")) {
                at = bundle.at(at.path("$ref").asString().substring(1));
            }
            return at;
        }
    }

    @Override
    public String toString() {
        return method + " " + path + " " + in + " " + name;
    }

    /**
     * @param value what it takes here
     * @param others what the other inputs take, by their names
     * @return the path and the query of a request
     */
    String target(String value, Map<String, String> others) {
        String target = in.equals("path") ? path.replace("{" + name + "}", encode(value)) : path;
        for (Map.Entry<String, String> other : others.entrySet()) {
            target = target.replace("{" + other.getKey() + "}", encode(other.getValue()));
        }
        String query = in.equals("query") ? name + "=" + encode(value) : "";
        for (String each : required) {
            query += each.equals(name) ? "" : "&" + each + "=" + encode(others.get(each));
        }
        return query.isEmpty() ? target : target + "?" + query;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
