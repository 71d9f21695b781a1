package dev.cowork.server.openai.responses;

import dev.cowork.server.platform.json.ContentSize;
import dev.cowork.server.platform.problems.Problem;
import dev.cowork.server.turns.TurnInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** The one reader of {@code input}: text, or messages, calls and outputs in order. */
final class InputReader {

    /** Bytes of all text together. It is repeated in the log and in every reading of the history. */
    static final int MAX_TEXT = 1 << 20;

    private static final Set<String> TEXTS = Set.of("input_text", "output_text");
    private static final Set<String> ROLES = Set.of("user", "assistant", "system", "developer");

    private final List<TurnInput> items = new ArrayList<>();
    private long bytes;

    private InputReader() {}

    /**
     * @param input as the request has it
     * @return what it says, at least one item
     * @throws Problem 422 with the pointer of what cannot be read
     */
    static List<TurnInput> read(JsonNode input) {
        InputReader reader = new InputReader();
        if (input.isString()) {
            reader.items.add(TurnInput.message(TurnInput.USER, input, reader.counted(input.stringValue(), "/input")));
        } else if (input.isArray()) {
            for (int i = 0; i < input.size(); i++) {
                reader.item(input.get(i), "/input/" + i);
            }
        } else {
            throw Problem.invalid("/input", "input must be text or a list of items");
        }
        return reader.items;
    }

    private void item(JsonNode item, String pointer) {
        if (!item.isObject()) {
            throw Problem.invalid(pointer, "An item of the input is an object");
        }
        JsonNode type = item.path("type");
        switch (type.isMissingNode() || type.isNull() ? "message" : type.asString("")) {
            case "message" -> message(item, pointer);
            case "function_call" ->
                items.add(TurnInput.call(
                        text(item, "call_id", pointer),
                        counted(text(item, "name", pointer), pointer + "/name"),
                        counted(text(item, "arguments", pointer), pointer + "/arguments")));
            case "function_call_output" ->
                items.add(TurnInput.output(text(item, "call_id", pointer), output(item, pointer + "/output")));
            default -> throw Problem.invalid(pointer + "/type", "This kind of item is not supported here");
        }
    }

    private void message(JsonNode message, String pointer) {
        String role = text(message, "role", pointer);
        if (!ROLES.contains(role)) {
            throw Problem.invalid(pointer + "/role", "A role is user, assistant, system or developer");
        }
        JsonNode content = message.path("content");
        if (content.isString()) {
            items.add(TurnInput.message(role, content, counted(content.stringValue(), pointer + "/content")));
        } else {
            ArrayNode parts = parts(content, pointer + "/content");
            items.add(TurnInput.message(role, parts, joined(parts)));
        }
    }

    private String output(JsonNode item, String pointer) {
        JsonNode output = item.path("output");
        return output.isString() ? counted(output.stringValue(), pointer) : joined(parts(output, pointer));
    }

    /** The parts with what is known of them and nothing else, because they are kept. */
    private ArrayNode parts(JsonNode content, String pointer) {
        if (!content.isArray()) {
            throw Problem.invalid(pointer, "It must be text or a list of parts");
        }
        ArrayNode parts = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < content.size(); i++) {
            JsonNode part = content.get(i);
            String place = pointer + "/" + i;
            String type = part.path("type").asString("");
            if (!TEXTS.contains(type)) {
                throw Problem.invalid(place + "/type", "This kind of part is not supported here");
            }
            parts.addObject().put("type", type).put("text", counted(text(part, "text", place), place + "/text"));
        }
        return parts;
    }

    private static String joined(ArrayNode parts) {
        return parts.valueStream().map(part -> part.path("text").stringValue()).collect(Collectors.joining("\n"));
    }

    private static String text(JsonNode object, String field, String pointer) {
        JsonNode value = object.path(field);
        if (!value.isString()) {
            throw Problem.invalid(pointer + "/" + field, field + " must be a text");
        }
        return value.stringValue();
    }

    private String counted(String text, String pointer) {
        bytes += ContentSize.of(text);
        if (bytes > MAX_TEXT) {
            throw Problem.invalid(pointer, "The text of the input must not be longer than 1 MB");
        }
        return text;
    }
}
