package dev.cowork.contracttests.guard;

import dev.cowork.contracttests.contracts.Bundle;
import dev.cowork.contracttests.contracts.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One place of a request that takes a text which could end up in a path: everything but prose, so that a new one is
 * attacked until somebody says that it is prose.
 *
 * @param operation the operation
 * @param in {@code path}, {@code query} or {@code body}
 * @param steps the name of a parameter, or the way through a body; {@code []} stands for an element, {@code {}} for a key
 */
record Input(Operation operation, String in, List<String> steps) {

    static final String ELEMENT = "[]";
    static final String KEY = "{}";

    /** Texts that people write or that name no thing of the server. */
    private static final Set<String> PROSE = Set.of(
            "arguments",
            "content",
            "description",
            "goal",
            "harness",
            "input",
            "instructions",
            "model",
            "output",
            "reason",
            "reasoning_effort",
            "reasoningEffort",
            "role",
            "status",
            "text",
            "title",
            "topic",
            "type",
            "value");

    /** Every such place of a contract. */
    static List<Input> of(Bundle bundle) {
        return bundle.operations().stream().flatMap(Input::of).toList();
    }

    private static Stream<Input> of(Operation operation) {
        var found = new ArrayList<Input>();
        for (String in : List.of("path", "query")) {
            operation.parameters(in).stream()
                    .filter(parameter -> takesText(parameter.schema()) && !PROSE.contains(parameter.name()))
                    .forEach(parameter -> found.add(new Input(operation, in, List.of(parameter.name()))));
        }
        if (operation.hasBody()) {
            walk(operation, operation.bodySchema(), List.of(), found);
        }
        return found.stream();
    }

    private static boolean takesText(JsonNode schema) {
        JsonNode type = schema.path("type");
        return type.asString("").equals("string")
                || type.valueStream().anyMatch(one -> one.asString().equals("string"));
    }

    private static void walk(Operation operation, JsonNode schemaOrRef, List<String> steps, List<Input> to) {
        JsonNode schema = operation.bundle().resolve(schemaOrRef);
        schema.path("oneOf").forEach(branch -> walk(operation, branch, steps, to));
        if (takesText(schema) && !PROSE.contains(name(steps))) {
            to.add(new Input(operation, "body", steps));
        }
        schema.path("properties").forEachEntry((name, property) -> walk(operation, property, append(steps, name), to));
        if (schema.has("items")) {
            walk(operation, schema.path("items"), append(steps, ELEMENT), to);
        }
        if (schema.path("additionalProperties").isObject()) {
            to.add(new Input(operation, "body", append(steps, KEY)));
        }
    }

    private static List<String> append(List<String> steps, String step) {
        return Stream.concat(steps.stream(), Stream.of(step)).toList();
    }

    private static String name(List<String> steps) {
        return steps.reversed().stream()
                .filter(step -> !step.equals(ELEMENT))
                .findFirst()
                .orElse("");
    }

    /** Whether it takes any number of texts in one request. */
    boolean takesMany() {
        return steps.contains(ELEMENT);
    }

    /** The example of the body with a text in this place, or with several if it takes many. */
    ObjectNode body(List<String> texts) {
        ObjectNode body = (ObjectNode) operation.requestExample().deepCopy();
        if (body.has("input")) {
            // a turn that does get through is a short one in a conversation of its own
            body.put("input", "/say x").put("stream", false).remove(List.of("conversation_id", "conversation"));
        }
        return (ObjectNode) put(operation.bodySchema(), body, steps, texts);
    }

    private JsonNode put(JsonNode schemaOrRef, @Nullable ObjectNode into, List<String> way, List<String> texts) {
        if (way.isEmpty()) {
            return Bundle.JSON.valueToTree(texts.getFirst());
        }
        JsonNode schema = taking(operation.bundle().resolve(schemaOrRef), way.getFirst());
        List<String> rest = way.subList(1, way.size());
        return switch (way.getFirst()) {
            case ELEMENT -> {
                ArrayNode array = Bundle.JSON.createArrayNode();
                texts.forEach(text -> array.add(put(schema.path("items"), null, rest, List.of(text))));
                yield array;
            }
            case KEY -> Bundle.JSON.createObjectNode().put(texts.getFirst(), "x");
            case String name -> {
                ObjectNode object = into == null ? required(schema, name) : into;
                object.set(name, put(schema.path("properties").path(name), null, rest, texts));
                yield object;
            }
        };
    }

    /** The branch of a union that a step leads into. */
    private JsonNode taking(JsonNode schema, String step) {
        for (JsonNode branch : schema.path("oneOf")) {
            JsonNode resolved = operation.bundle().resolve(branch);
            boolean fits = step.equals(ELEMENT)
                    ? resolved.has("items")
                    : resolved.path("properties").has(step);
            if (fits) {
                return resolved;
            }
        }
        return schema;
    }

    private ObjectNode required(JsonNode schema, String beside) {
        ObjectNode object = Bundle.JSON.createObjectNode();
        schema.path("required").forEach(name -> {
            JsonNode property =
                    operation.bundle().resolve(schema.path("properties").path(name.asString()));
            List<String> known = property.path("x-extensible-enum")
                    .valueStream()
                    .map(JsonNode::asString)
                    .toList();
            object.put(
                    name.asString(),
                    known.stream()
                            .filter(value -> value.contains(beside.replaceFirst("_.*", "")))
                            .findFirst()
                            .orElse(known.isEmpty() ? "x" : known.getFirst()));
        });
        return object;
    }

    @Override
    public String toString() {
        return operation + " " + in + " " + String.join("/", steps);
    }
}
