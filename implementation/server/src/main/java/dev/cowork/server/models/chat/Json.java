package dev.cowork.server.models.chat;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads parts of JSON that others wrote: what has another type than expected counts as missing. */
final class Json {

    private Json() {}

    static @Nullable String text(JsonNode node, String field) {
        JsonNode value = node.get(field);
        return value != null && value.isString() ? value.stringValue() : null;
    }

    static String textOrEmpty(JsonNode node, String field) {
        String text = text(node, field);
        return text == null ? "" : text;
    }

    static @Nullable Long count(JsonNode node, String field) {
        JsonNode value = node.get(field);
        if (value == null || !value.isNumber() || !value.canConvertToLong()) {
            return null;
        }
        long count = value.asLong();
        return count < 0 ? null : count;
    }
}
