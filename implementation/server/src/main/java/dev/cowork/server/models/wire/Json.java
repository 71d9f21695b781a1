package dev.cowork.server.models.wire;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads parts of JSON that others wrote: what has another type than expected counts as missing. */
public final class Json {

    private Json() {}

    /** The text of a field, or null. */
    public static @Nullable String text(JsonNode node, String field) {
        JsonNode value = node.get(field);
        return value != null && value.isString() ? value.stringValue() : null;
    }

    /** The text of a field, or an empty one. */
    public static String textOrEmpty(JsonNode node, String field) {
        String text = text(node, field);
        return text == null ? "" : text;
    }

    /** The whole number of a field that is not negative, or null. */
    public static @Nullable Long count(JsonNode node, String field) {
        JsonNode value = node.get(field);
        if (value == null || !value.isNumber() || !value.canConvertToLong()) {
            return null;
        }
        long count = value.asLong();
        return count < 0 ? null : count;
    }

    /** The whole number of a field as an index, or -1 when there is none that can be one. */
    public static int index(JsonNode node, String field) {
        Long count = count(node, field);
        return count == null || count > Integer.MAX_VALUE ? -1 : count.intValue();
    }
}
