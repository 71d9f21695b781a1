package dev.cowork.server.files;

import dev.cowork.server.platform.problems.Problem;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads what a model passed to a file tool, and describes what it may pass. */
final class FileArguments {

    private FileArguments() {}

    static ProjectPath path(JsonNode arguments) {
        JsonNode path = arguments.get("path");
        if (path == null || !path.isString()) {
            throw Problem.invalid("/path", "The argument path is missing.");
        }
        return ProjectPath.of(path.stringValue());
    }

    static ProjectPath file(JsonNode arguments) {
        ProjectPath path = path(arguments);
        if (path.segments().isEmpty()) {
            throw Problem.invalid("/path", "The argument path names no file.");
        }
        return path;
    }

    static ProjectPath pathOrRoot(JsonNode arguments) {
        JsonNode path = arguments.get("path");
        return path == null || path.isNull() ? ProjectPath.of("") : path(arguments);
    }

    /** A whole number of at least 1; models also write numbers as text. */
    static int positive(JsonNode arguments, String name, int otherwise) {
        JsonNode value = arguments.get(name);
        if (value == null || value.isNull()) {
            return otherwise;
        }
        String digits = value.isString() ? value.stringValue().strip() : value.toString();
        if (!digits.matches("\\d{1,9}") || Integer.parseInt(digits) < 1) {
            throw Problem.invalid("/" + name, "The argument " + name + " must be a whole number of at least 1.");
        }
        return Integer.parseInt(digits);
    }

    static @Nullable String text(JsonNode arguments, String name) {
        JsonNode value = arguments.get(name);
        return value != null && value.isString() ? value.stringValue() : null;
    }

    /** What is done to the path in the arguments, as they may be; {@code otherwise} stands for none. */
    static String label(String doing, JsonNode arguments, String otherwise) {
        String path = text(arguments, "path");
        return doing + (path == null || path.isBlank() || path.equals(".") ? otherwise : path);
    }

    static boolean flag(JsonNode arguments, String name) {
        JsonNode value = arguments.get(name);
        return value != null
                && (value.isBoolean()
                        ? value.booleanValue()
                        : value.asString("").equals("true"));
    }

    static ObjectNode schema(String... required) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        schema.putObject("properties");
        for (String name : required) {
            schema.withArray("required").add(name);
        }
        return schema.put("additionalProperties", false);
    }

    static ObjectNode with(ObjectNode schema, String name, String type, String description) {
        schema.withObject("properties").putObject(name).put("type", type).put("description", description);
        return schema;
    }
}
