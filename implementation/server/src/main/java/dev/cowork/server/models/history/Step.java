package dev.cowork.server.models.history;

import java.util.List;

/** One step of a conversation as a model sees it. */
public sealed interface Step {

    /** The turn it belongs to. */
    String turnId();

    /** Somebody said something; {@code role} is {@code user}, {@code assistant} or {@code system}. */
    record Message(String turnId, String role, String text) implements Step {}

    /** The assistant said {@code text} (may be empty) and called tools, and all of them answered. */
    record ToolRound(String turnId, String text, List<Call> calls) implements Step {}

    /** A tool call and what came of it. */
    record Call(String callId, String name, String arguments, String output) {}
}
