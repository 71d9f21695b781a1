package dev.cowork.modelstub.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Building and reading JSON trees. */
public final class Json {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Json() {}

    /** An empty object. */
    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** An object with a {@code type}. */
    public static ObjectNode typed(String type) {
        return object().put("type", type);
    }

    /** An array. */
    public static ArrayNode array(JsonNode... nodes) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (JsonNode node : nodes) {
            array.add(node);
        }
        return array;
    }

    /** A tree as UTF-8; half a surrogate pair is escaped. */
    public static byte[] bytes(JsonNode node) {
        return MAPPER.writeValueAsBytes(node);
    }

    /** The tree of UTF-8 text, or null when it is not one JSON value. */
    public static @Nullable JsonNode parse(byte[] text) {
        try {
            JsonNode node = MAPPER.readTree(text);
            return node == null || node.isMissingNode() ? null : node;
        } catch (JacksonException e) {
            return null;
        }
    }

    /** The tree of a text, or null when it is not one JSON value. */
    public static @Nullable JsonNode parse(String text) {
        return parse(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A string member, or "" when it is missing or no string. */
    public static String text(JsonNode node, String name) {
        JsonNode member = node.get(name);
        return member != null && member.isString() ? member.stringValue() : "";
    }

    /** Whether a member is there and not null. */
    public static boolean has(JsonNode node, String name) {
        JsonNode member = node.get(name);
        return member != null && !member.isNull();
    }

    /** Whether a member is {@code true}. */
    public static boolean is(JsonNode node, String name) {
        JsonNode member = node.get(name);
        return member != null && member.isBoolean() && member.booleanValue();
    }

    /** The elements of a member that is an array; none when it is not. */
    public static List<JsonNode> elements(JsonNode node, String name) {
        List<JsonNode> elements = new ArrayList<>();
        JsonNode member = node.get(name);
        if (member != null && member.isArray()) {
            member.forEach(elements::add);
        }
        return elements;
    }

    /** The text of content that is a string or an array of parts with {@code text}. */
    public static String content(@Nullable JsonNode content) {
        if (content == null) {
            return "";
        }
        if (content.isString()) {
            return content.stringValue();
        }
        List<String> texts = new ArrayList<>();
        content.forEach(part -> {
            if (has(part, "text")) {
                texts.add(text(part, "text"));
            }
        });
        return String.join("\n", texts);
    }
}
