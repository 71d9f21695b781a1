package dev.cowork.server.models.history;

import dev.cowork.server.agent.Attachment;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * One step of a conversation as a model sees it. {@code thoughts} are the blocks that its provider wrote before it, in their order and to
 * be sent again as they are; empty for everybody else's.
 */
public sealed interface Step {

    /** The turn it belongs to. */
    String turnId();

    /** What was thought before it. */
    List<JsonNode> thoughts();

    /** Somebody said something; {@code role} is {@code user}, {@code assistant} or {@code system}. */
    record Message(String turnId, String role, String text, List<JsonNode> thoughts, List<Attachment> attachments)
            implements Step {

        /** Something that nothing is kept of but its text. */
        public Message(String turnId, String role, String text) {
            this(turnId, role, text, List.of(), List.of());
        }
    }

    /** The assistant said {@code text} (may be empty) and called tools, and all of them answered. */
    record ToolRound(String turnId, String text, List<Call> calls, List<JsonNode> thoughts) implements Step {

        /** A round before which nothing was thought that is kept. */
        public ToolRound(String turnId, String text, List<Call> calls) {
            this(turnId, text, calls, List.of());
        }
    }

    /** A tool call and what came of it. */
    record Call(String callId, String name, String arguments, String output) {}
}
