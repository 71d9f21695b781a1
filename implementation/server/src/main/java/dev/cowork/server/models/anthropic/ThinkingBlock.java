package dev.cowork.server.models.anthropic;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;

/** A block of thinking as it grows. It has to be sent again exactly as it was, or not at all. */
final class ThinkingBlock {

    private final StringBuilder text = new StringBuilder();
    private final StringBuilder signature = new StringBuilder();

    void add(String piece) {
        text.append(piece);
    }

    void sign(String piece) {
        signature.append(piece);
    }

    /** The block, or null when nobody signed it. */
    @Nullable
    String json() {
        return signature.isEmpty()
                ? null
                : JsonNodeFactory.instance
                        .objectNode()
                        .put("type", "thinking")
                        .put("thinking", text.toString())
                        .put("signature", signature.toString())
                        .toString();
    }
}
