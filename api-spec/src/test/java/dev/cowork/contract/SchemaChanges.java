package dev.cowork.contract;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** Compares the named schemas of two bundles, each according to whether clients send it, read it or both. */
final class SchemaChanges {

    private static final String SCHEMAS = "#/components/schemas/";

    private final List<String> found = new ArrayList<>();
    private final Set<String> sent;
    private final Set<String> read;

    private SchemaChanges(JsonNode released) {
        sent = new HashSet<>();
        read = new HashSet<>();
        released.path("paths")
                .forEach(item -> item.forEach(operation -> {
                    reach(released, operation.path("requestBody"), sent);
                    operation.path("responses").forEach(response -> reach(released, response, read));
                }));
    }

    /** One sentence for everything that breaks a client of the released bundle. */
    static List<String> between(JsonNode released, JsonNode current) {
        var changes = new SchemaChanges(released);
        JsonNode now = current.at("/components/schemas");
        released.at("/components/schemas").forEachEntry((name, schema) -> {
            if (now.has(name)) {
                changes.compare(name, name, schema, now.path(name));
            } else {
                changes.found.add(name + ": is gone");
            }
        });
        return changes.found;
    }

    private static void reach(JsonNode document, JsonNode node, Set<String> names) {
        String ref = node.path("$ref").asString("");
        if (!ref.isEmpty() && (!ref.startsWith(SCHEMAS) || names.add(ref.substring(SCHEMAS.length())))) {
            reach(document, document.at(ref.substring(1)), names);
        }
        node.forEach(child -> reach(document, child, names));
    }

    private void compare(String schema, String where, JsonNode before, JsonNode after) {
        compareTypes(schema, where, values(before.path("type")), values(after.path("type")));
        for (String keyword : List.of("$ref", "const", "format")) {
            if (!before.path(keyword).equals(after.path(keyword))) {
                found.add(where + ": " + keyword + " changed");
            }
        }
        compareRequired(schema, where, values(before.path("required")), values(after.path("required")));
        without(values(before.path("x-extensible-enum")), values(after.path("x-extensible-enum")))
                .forEach(value -> found.add(where + ": value " + value + " is gone"));
        without(members(before), members(after)).forEach(ref -> found.add(where + ": no longer one of " + ref));
        before.at("/discriminator/mapping").propertyNames().stream()
                .filter(value -> !after.at("/discriminator/mapping").has(value))
                .forEach(value -> found.add(where + ": kind " + value + " is gone"));
        before.path("properties").forEachEntry((name, property) -> {
            JsonNode now = after.path("properties").path(name);
            if (now.isMissingNode()) {
                found.add(where + "." + name + ": is gone");
            } else {
                compare(schema, where + "." + name, property, now);
            }
        });
        for (String nested : List.of("items", "additionalProperties")) {
            if (before.path(nested).isObject()) {
                compare(schema, where + "." + nested, before.path(nested), after.path(nested));
            }
        }
    }

    private void compareTypes(String schema, String where, Set<String> before, Set<String> after) {
        boolean narrower = !after.containsAll(before);
        boolean wider = !before.containsAll(after);
        if ((sent.contains(schema) && narrower) || (read.contains(schema) && wider)) {
            found.add(where + ": type changed from " + before + " to " + after);
        }
    }

    private void compareRequired(String schema, String where, Set<String> before, Set<String> after) {
        if (sent.contains(schema)) {
            without(after, before).forEach(field -> found.add(where + "." + field + ": must be sent now"));
        }
        if (read.contains(schema)) {
            without(before, after).forEach(field -> found.add(where + "." + field + ": may be missing now"));
        }
    }

    private static Set<String> members(JsonNode schema) {
        Set<String> members = new TreeSet<>();
        schema.path("oneOf").forEach(member -> members.add(member.toString()));
        return members;
    }

    private static Set<String> values(JsonNode node) {
        Set<String> values = new TreeSet<>();
        if (node.isString()) {
            values.add(node.asString());
        }
        node.forEach(value -> values.add(value.asString()));
        return values;
    }

    private static Set<String> without(Set<String> all, Set<String> some) {
        Set<String> rest = new TreeSet<>(all);
        rest.removeAll(some);
        return rest;
    }
}
