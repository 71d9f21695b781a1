package dev.cowork.contracttests.hostile;

import dev.cowork.contracttests.contracts.Bundle;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Values that a schema forbids. */
final class Wrong {

    private Wrong() {}

    /** JSON values of each type the schema does not allow, and values beyond its bounds. */
    static List<JsonNode> values(Bundle bundle, JsonNode schemaOrRef) {
        JsonNode schema = bundle.resolve(schemaOrRef);
        Set<String> allowed = types(bundle, schema);
        var wrong = new ArrayList<JsonNode>();
        add(wrong, allowed, "string", "\"text\"");
        add(wrong, allowed, "number", "17");
        add(wrong, allowed, "number", "-1.5e300");
        add(wrong, allowed, "boolean", "true");
        add(wrong, allowed, "array", "[[\"x\"]]");
        add(wrong, allowed, "object", "{\"planted\":{\"x\":1}}");
        add(wrong, allowed, "null", "null");
        bounds(bundle, schema, wrong);
        return wrong;
    }

    private static void add(List<JsonNode> to, Set<String> allowed, String type, String json) {
        if (!allowed.contains(type)) {
            to.add(Bundle.JSON.readTree(json));
        }
    }

    private static Set<String> types(Bundle bundle, JsonNode schema) {
        var types = new HashSet<String>();
        schema.path("oneOf").forEach(branch -> types.addAll(types(bundle, bundle.resolve(branch))));
        if (schema.path("type").isArray()) {
            schema.path("type").forEach(type -> types.add(type.asString()));
        } else if (schema.has("type")) {
            types.add(schema.path("type").asString());
        }
        if (types.contains("integer")) {
            types.add("number");
        }
        return types;
    }

    private static void bounds(Bundle bundle, JsonNode schema, List<JsonNode> wrong) {
        if (schema.has("maxLength")) {
            wrong.add(
                    Bundle.JSON.valueToTree("x".repeat(schema.path("maxLength").asInt() + 1)));
        }
        if (schema.has("pattern")) {
            wrong.add(Bundle.JSON.valueToTree("../" + schema.path("pattern").asString()));
        }
        if (schema.has("items")) {
            for (JsonNode element : values(bundle, schema.path("items"))) {
                wrong.add(Bundle.JSON.createArrayNode().add(element));
            }
        }
        JsonNode additional = schema.path("additionalProperties");
        if (additional.isObject()) {
            for (JsonNode element : values(bundle, additional)) {
                ObjectNode map = Bundle.JSON.createObjectNode();
                map.set("tone", element);
                wrong.add(map);
            }
        }
        schema.path("properties").forEachEntry((name, property) -> {
            for (JsonNode value : values(bundle, property)) {
                ObjectNode object = Bundle.JSON.createObjectNode();
                schema.path("required").forEach(required -> object.put(required.asString(), "x"));
                object.set(name, value);
                wrong.add(object);
            }
        });
        for (JsonNode branch : schema.path("oneOf")) {
            bounds(bundle, bundle.resolve(branch), wrong);
        }
    }

    /** Texts that a parameter's schema forbids. */
    static List<String> texts(JsonNode schema) {
        var wrong = new ArrayList<String>();
        if (schema.path("type").asString("").equals("integer")) {
            wrong.addAll(List.of("", "x", "1.5", "1e3", "99999999999999999999", "0x10", "NaN"));
            if (schema.has("minimum")) {
                wrong.add(Long.toString(schema.path("minimum").asLong() - 1));
            }
            if (schema.has("maximum")) {
                wrong.add(Long.toString(schema.path("maximum").asLong() + 1));
            }
        }
        if (schema.path("type").asString("").equals("boolean")) {
            wrong.addAll(List.of("", "x", "yes", "1"));
        }
        if (schema.has("pattern")) {
            wrong.addAll(List.of("../etc", "a b", "ä", "-", "x".repeat(129)));
        }
        if (schema.has("maxLength")) {
            wrong.add("x".repeat(schema.path("maxLength").asInt() + 1));
        }
        return wrong;
    }
}
