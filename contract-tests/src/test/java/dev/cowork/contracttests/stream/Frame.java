package dev.cowork.contracttests.stream;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One frame as it came.
 *
 * @param id its SSE id; null only for the unnumbered failure of a full disk
 * @param text the whole block as received, without the blank line; two frames are the same when their texts are
 * @param data the parsed {@code data:} line
 */
public record Frame(@Nullable String id, String text, JsonNode data) {

    private static final Set<String> TERMINAL =
            Set.of("response.completed", "response.failed", "response.cancelled", "response.incomplete");

    /** The type inside the data. */
    public String type() {
        return data.path("type").asString("");
    }

    /** Its number; 0 for an unnumbered one. */
    public long number() {
        return data.path("sequence_number").asLong(0);
    }

    /** Whether it ends the stream. */
    public boolean isTerminal() {
        return TERMINAL.contains(type());
    }

    /** Whether it carries text of the answer. */
    public boolean isDelta() {
        return type().equals("response.output_text.delta");
    }

    /** The text of a delta; empty for any other frame. */
    public String delta() {
        return isDelta() ? data.path("delta").asString() : "";
    }

    /** The response id in front of the SSE id's number; empty when there is none. */
    public String responseId() {
        return id == null ? "" : id.substring(0, Math.max(0, id.lastIndexOf(':')));
    }

    @Override
    public String toString() {
        return text;
    }
}
