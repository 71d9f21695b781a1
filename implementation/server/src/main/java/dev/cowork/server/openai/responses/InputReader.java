package dev.cowork.server.openai.responses;

import dev.cowork.server.agent.Attachment;
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
import tools.jackson.databind.node.ObjectNode;

/** The one reader of {@code input}: text, or messages, calls and outputs in order. */
final class InputReader {

    /** Bytes of all text together. It is repeated in the log and in every reading of the history. */
    static final int MAX_TEXT = 1 << 20;

    /** Bytes of all pictures together, as they come. */
    static final int MAX_PICTURES = 2 << 20;

    private static final Set<String> TEXTS = Set.of("input_text", "output_text");
    private static final Set<String> DETAILS = Set.of("auto", "low", "high");
    private static final Set<String> ROLES = Set.of("user", "assistant", "system", "developer");

    private final List<TurnInput> items = new ArrayList<>();
    private long bytes;
    private long pictures;

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
            ArrayNode parts = parts(content, pointer + "/content", role.equals(TurnInput.USER));
            items.add(TurnInput.message(role, parts, joined(parts)));
        }
    }

    private String output(JsonNode item, String pointer) {
        JsonNode output = item.path("output");
        return output.isString() ? counted(output.stringValue(), pointer) : joined(parts(output, pointer, false));
    }

    /** The parts with what is known of them and nothing else, because they are kept. */
    private ArrayNode parts(JsonNode content, String pointer, boolean withPictures) {
        if (!content.isArray()) {
            throw Problem.invalid(pointer, "It must be text or a list of parts");
        }
        ArrayNode parts = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < content.size(); i++) {
            JsonNode part = content.get(i);
            String place = pointer + "/" + i;
            String type = part.path("type").asString("");
            if (type.equals("input_image") && withPictures) {
                picture(part, parts.addObject(), place);
            } else if (TEXTS.contains(type)) {
                parts.addObject().put("type", type).put("text", counted(text(part, "text", place), place + "/text"));
            } else {
                throw Problem.invalid(place + "/type", "This kind of part is not supported here");
            }
        }
        return parts;
    }

    /** Nothing is fetched for a request, so a picture comes inside it; only people show pictures. */
    private void picture(JsonNode part, ObjectNode to, String place) {
        Attachment picture = part.path("image_url").isString() ? Attachment.read(part) : null;
        if (picture == null) {
            throw Problem.invalid(
                    place + "/image_url", "A picture comes as a data URL of a PNG, JPEG, GIF or WebP in base64");
        }
        pictures += picture.data().length();
        if (pictures > MAX_PICTURES) {
            throw Problem.invalid(place + "/image_url", "The pictures of a request must not be larger than 2 MB");
        }
        to.put("type", "input_image").put("image_url", picture.uri());
        String detail = part.path("detail").asString("");
        if (DETAILS.contains(detail)) {
            to.put("detail", detail);
        }
    }

    private static String joined(ArrayNode parts) {
        return parts.valueStream()
                .filter(part -> part.has("text"))
                .map(part -> part.path("text").stringValue())
                .collect(Collectors.joining("\n"));
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
