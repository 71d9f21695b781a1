package dev.cowork.contracttests.contracts;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/**
 * One operation of the contract.
 *
 * @param bundle where it stands
 * @param path its path template, without the base path
 * @param method its method in small letters
 * @param item the path item it stands in
 * @param node its own node
 */
public record Operation(Bundle bundle, String path, String method, JsonNode item, JsonNode node) {

    /** One parameter of an operation. {@code in} is {@code path}, {@code query} or {@code header}. */
    public record Parameter(String name, String in, boolean required, JsonNode schema, JsonNode example) {}

    /** Its unique name. */
    public String id() {
        return node.path("operationId").asString();
    }

    /** Its path template with the base path of its contract in front. */
    public String fullPath() {
        return bundle.basePath() + path;
    }

    /** The group it belongs to. */
    public String tag() {
        return node.path("tags").path(0).asString();
    }

    /** The method as HTTP writes it. */
    public String verb() {
        return method.toUpperCase(java.util.Locale.ROOT);
    }

    /** Its parameters, those of its path first. */
    public List<Parameter> parameters() {
        var found = new ArrayList<Parameter>();
        Stream.of(item.path("parameters"), node.path("parameters"))
                .flatMap(nodes -> StreamSupport.stream(nodes.spliterator(), false))
                .map(bundle::resolve)
                .forEach(p -> found.add(new Parameter(
                        p.path("name").asString(),
                        p.path("in").asString(),
                        p.path("required").asBoolean(false),
                        p.path("schema"),
                        p.path("example"))));
        return found;
    }

    /** The parameters of one kind. */
    public List<Parameter> parameters(String in) {
        return parameters().stream().filter(p -> p.in().equals(in)).toList();
    }

    /** Whether it takes a JSON body. */
    public boolean hasBody() {
        return bodySchema().isObject();
    }

    /** The schema of its JSON body; a missing node when it takes none. */
    public JsonNode bodySchema() {
        return bundle.resolve(node.path("requestBody")).at("/content/application~1json/schema");
    }

    /** The first request example; a missing node when it takes no body. */
    public JsonNode requestExample() {
        for (JsonNode example : bundle.resolve(node.path("requestBody")).at("/content/application~1json/examples")) {
            return example.path("value");
        }
        return tools.jackson.databind.node.MissingNode.getInstance();
    }

    /** The statuses it documents, as text, success first as in the document. */
    public List<String> statuses() {
        return List.copyOf(node.path("responses").propertyNames());
    }

    /** The response of a status, resolved; a missing node when it is not documented. */
    public JsonNode response(String status) {
        return bundle.resolve(node.path("responses").path(status));
    }

    /** The codes its error examples of a status show, for example {@code project_not_found}. */
    public List<String> codes(String status) {
        var codes = new ArrayList<String>();
        response(status)
                .at("/content/application~1problem+json/examples")
                .forEach(example -> codes.add(example.at("/value/code").asString()));
        return codes;
    }

    /** Whether it only ever answers a stream. */
    public boolean streamsOnly() {
        return node.path("x-sse").asBoolean(false);
    }

    @Override
    public String toString() {
        return verb() + " " + fullPath();
    }
}
