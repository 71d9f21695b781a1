package dev.cowork.server.agent;

import java.nio.file.Path;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/**
 * One call of a tool.
 *
 * @param owner whose turn it is
 * @param conversationId the conversation
 * @param turnId the turn
 * @param callId the call's id as the model gave it, or one made for it
 * @param folder the project's folder
 * @param arguments the arguments as the model wrote them: parsed JSON, but not checked
 * @param progress takes one line at a time for whoever watches; may drop lines when they come too fast
 */
public record ToolCall(
        String owner,
        String conversationId,
        String turnId,
        String callId,
        Path folder,
        JsonNode arguments,
        Consumer<String> progress) {}
