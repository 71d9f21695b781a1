package dev.cowork.server.platform.json;

import java.util.Map;
import tools.jackson.databind.JsonNode;

/** How large texts and JSON values are, in bytes of UTF-8. */
public final class ContentSize {

    /** What a value, a name or a bracket counts beside its text. */
    private static final int PART = 8;

    private ContentSize() {}

    /**
     * Measures a text without encoding it.
     *
     * @param text any text
     * @return its bytes
     */
    public static long of(String text) {
        long bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // each half of a pair is two of the four bytes; one that is alone is written as a single byte, so this is
            // never too small
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes;
    }

    /**
     * @param node a value
     * @param limit bytes
     * @return whether it is larger with all within it
     */
    public static boolean isOver(JsonNode node, long limit) {
        return left(node, limit) < 0;
    }

    private static long left(JsonNode node, long left) {
        long rest = left - PART - (node.isString() ? of(node.stringValue()) : 0);
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            rest = rest < 0 ? rest : left(field.getValue(), rest - PART - of(field.getKey()));
        }
        if (node.isArray()) {
            for (JsonNode element : node) {
                rest = rest < 0 ? rest : left(element, rest);
            }
        }
        return rest;
    }
}
