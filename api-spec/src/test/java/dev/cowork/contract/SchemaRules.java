package dev.cowork.contract;

import dev.cowork.contract.Contract.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** Rules about schemas. Each gives one sentence a violation. */
final class SchemaRules {

    private SchemaRules() {}

    /** Objects with fields, unions and enums have a name; inline are plain values and lists or maps of them. */
    static List<String> nothingIsInline(Contract contract) {
        var found = new ArrayList<String>();
        contract.schemas().forEach((name, schema) -> {
            schema.path("properties").forEachEntry((field, node) -> inline(found, name + "." + field, node));
            schema.path("oneOf").forEach(member -> inline(found, name, member));
            inline(found, name, schema.path("items"));
        });
        for (Operation operation : contract.operations()) {
            inlineContent(
                    found, operation.where() + " request", operation.node().path("requestBody"));
            operation
                    .node()
                    .path("responses")
                    .forEachEntry((status, response) ->
                            inlineContent(found, operation.where() + " " + status, contract.resolve(response)));
        }
        return found;
    }

    private static void inlineContent(List<String> found, String where, JsonNode body) {
        body.path("content").forEachEntry((type, media) -> inline(found, where + " " + type, media.path("schema")));
    }

    private static void inline(List<String> found, String where, JsonNode schema) {
        if (schema.has("properties") || schema.has("enum") || schema.has("allOf") || schema.has("anyOf")) {
            found.add(where + ": is an object, enum or composition without a name");
        }
        if (schema.has("oneOf") && !isNullable(schema)) {
            found.add(where + ": is a union without a name");
        }
        if (schema.has("items")) {
            inline(found, where + "[]", schema.path("items"));
        }
        if (schema.path("additionalProperties").isObject()) {
            inline(found, where + "{}", schema.path("additionalProperties"));
        }
    }

    private static boolean isNullable(JsonNode schema) {
        JsonNode union = schema.path("oneOf");
        return union.size() == 2
                && union.path(0).has("$ref")
                && union.path(1).path("type").asString("").equals("null");
    }

    /** A union has a complete mapping onto members whose first property is that constant, or is listed as weak. */
    static List<String> unionsAreDiscriminated(Contract contract) {
        var found = new ArrayList<String>();
        contract.schemas().forEach((name, schema) -> {
            if (!schema.has("oneOf") || contract.weak().path("undiscriminated").has(name)) {
                return;
            }
            JsonNode mapping = schema.path("discriminator").path("mapping");
            Set<String> members = new TreeSet<>(schema.path("oneOf").findValuesAsString("$ref"));
            Set<String> mapped = new TreeSet<>();
            String field = schema.path("discriminator").path("propertyName").asString("");
            mapping.forEachEntry((value, reference) -> {
                mapped.add(reference.asString());
                JsonNode member = contract.bundle().at(reference.asString().substring(1));
                JsonNode constant = member.path("properties").path(field);
                boolean first = member.path("properties").propertyNames().stream()
                        .findFirst()
                        .filter(field::equals)
                        .isPresent();
                if (!first
                        || !constant.path("const").asString("").equals(value)
                        || !constant.path("x-const").asBoolean(false)) {
                    found.add(name + ": the first property of " + reference.asString() + " must be the constant "
                            + value);
                }
            });
            if (mapped.isEmpty() || !mapped.equals(members)) {
                found.add(name + ": needs a discriminator that maps every member");
            }
        });
        return found;
    }

    /** What is weak is listed with a reason, and what is listed is weak. */
    static List<String> weakSchemasAreListed(Contract contract) {
        var found = new ArrayList<String>();
        Set<String> free = new TreeSet<>();
        Set<String> undiscriminated = new TreeSet<>();
        contract.schemas().forEach((name, schema) -> {
            collectFree(free, name, schema, true);
            if (schema.has("oneOf") && !schema.has("discriminator")) {
                undiscriminated.add(name);
            }
        });
        compare(found, "freeForm", free, contract);
        compare(found, "undiscriminated", undiscriminated, contract);
        return found;
    }

    private static void collectFree(Set<String> free, String name, JsonNode schema, boolean top) {
        boolean typed = schema.has("$ref") || schema.has("type") || schema.has("oneOf");
        boolean open = schema.path("additionalProperties").asBoolean(false);
        boolean empty = schema.path("type").asString("").equals("object")
                && !schema.has("properties")
                && !schema.path("additionalProperties").isObject();
        if (!typed || open || empty) {
            free.add(name);
        }
        if (top) {
            schema.path("properties").forEach(property -> collectFree(free, name, property, false));
        }
        if (schema.has("items")) {
            collectFree(free, name, schema.path("items"), false);
        }
    }

    private static void compare(List<String> found, String kind, Set<String> weak, Contract contract) {
        JsonNode listed = contract.weak().path(kind);
        weak.stream()
                .filter(name -> listed.path(name).asString("").isBlank())
                .forEach(name -> found.add(name + ": is weak (" + kind + ") and not listed with a reason"));
        listed.propertyNames().stream()
                .filter(name -> !weak.contains(name))
                .forEach(name -> found.add(name + ": is listed as weak (" + kind + ") and is not"));
    }

    /** Everything is described; a required field exists; nothing is called like a class the generator imports. */
    static List<String> schemasAreDescribed(Contract contract) {
        var found = new ArrayList<String>();
        contract.schemas().forEach((name, schema) -> {
            if (!name.matches("[A-Z][A-Za-z0-9]*") || name.equals("Part")) {
                found.add(name + ": is no name for a schema");
            }
            if (schema.path("description").asString("").isBlank()) {
                found.add(name + ": description is missing");
            }
            schema.path("properties").forEachEntry((field, property) -> {
                if (!property.has("description") && !property.has("$ref") && !property.has("const")) {
                    found.add(name + "." + field + ": description is missing");
                }
            });
            schema.path("required").forEach(field -> {
                if (!schema.path("properties").has(field.asString())) {
                    found.add(name + "." + field.asString() + ": is required and not there");
                }
            });
        });
        return found;
    }
}
