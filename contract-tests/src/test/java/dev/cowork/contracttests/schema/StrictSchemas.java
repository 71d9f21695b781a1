package dev.cowork.contracttests.schema;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import dev.cowork.contracttests.contracts.Bundle;
import dev.cowork.contracttests.contracts.Operation;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The schemas of a contract for answers of our own server: a field that is not in the schema is a violation unless the
 * schema says otherwise, and so is a value that is not among the known ones of an {@code x-extensible-enum}. Clients
 * must be more lenient; the server has no reason to be.
 */
public final class StrictSchemas {

    private static final String BASE = "urn:cowork:answers";

    private final Bundle bundle;
    private final SchemaRegistry registry;
    private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

    /** Closes the schemas of a bundle. */
    public StrictSchemas(Bundle bundle) {
        this.bundle = bundle;
        ObjectNode copy = bundle.root().deepCopy();
        close(copy);
        String document = Bundle.JSON.writeValueAsString(copy);
        var config =
                SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build();
        registry = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12,
                builder -> builder.schemaRegistryConfig(config)
                        .resourceLoaders(loaders -> loaders.resources(Map.of(BASE, document))));
    }

    private static void close(JsonNode node) {
        if (node instanceof ObjectNode object) {
            if (object.path("properties").isObject()
                    && object.path("type").asString("").equals("object")
                    && !object.has("additionalProperties")) {
                object.put("unevaluatedProperties", false);
            }
            if (object.path("x-extensible-enum") instanceof ArrayNode known && !object.has("enum")) {
                ArrayNode values = object.putArray("enum").addAll(known);
                if (object.path("type").isArray()) {
                    values.addNull();
                }
            }
        }
        node.forEach(StrictSchemas::close);
    }

    /** What a frame of a stream does against the schema of its type; an unknown type is a violation. */
    public List<String> frame(JsonNode frame) {
        String type = frame.path("type").asString("");
        JsonNode ref = bundle.root()
                .at("/components/schemas/ResponseEvent/discriminator/mapping")
                .path(type);
        if (ref.isMissingNode()) {
            return List.of("there is no frame of type '" + type + "'");
        }
        return named(ref.asString().substring(ref.asString().lastIndexOf('/') + 1), frame);
    }

    /** What a value does against a schema by name. */
    public List<String> named(String schema, JsonNode value) {
        return at("/components/schemas/" + schema, value);
    }

    /**
     * What an answer does against the schema its operation documents for that status and media type; a status or a
     * media type that is not documented is a violation.
     */
    public List<String> answer(Operation operation, int status, String mediaType, String body) {
        JsonNode own = operation.node().path("responses").path(Integer.toString(status));
        if (own.isMissingNode()) {
            return List.of(operation + " does not document the status " + status);
        }
        JsonNode content = bundle.resolve(own).path("content");
        if (content.isMissingNode()) {
            return body.isEmpty() ? List.of() : List.of(operation + " documents no body for " + status);
        }
        if (!content.has(mediaType)) {
            return List.of(operation + " does not document '" + mediaType + "' for " + status);
        }
        String response = own.has("$ref")
                ? own.path("$ref").asString().substring(1)
                : "/paths/" + escape(operation.path()) + "/" + operation.method() + "/responses/" + status;
        return at(response + "/content/" + escape(mediaType) + "/schema", Bundle.JSON.readTree(body));
    }

    private List<String> at(String pointer, JsonNode value) {
        return schemas
                .computeIfAbsent(pointer, p -> registry.getSchema(SchemaLocation.of(BASE + "#" + encode(p))))
                .validate(value)
                .stream()
                .map(error -> error.getInstanceLocation() + " " + error.getMessage())
                .toList();
    }

    private static String escape(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    private static String encode(String pointer) {
        return pointer.replace("{", "%7B").replace("}", "%7D").replace("+", "%2B");
    }
}
