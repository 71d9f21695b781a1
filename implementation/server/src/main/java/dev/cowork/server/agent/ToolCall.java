package dev.cowork.server.agent;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
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
 * @param leave what it may touch; null before it is judged
 * @param progress takes one line at a time for whoever watches; may drop lines when they come too fast
 */
public record ToolCall(
        String owner,
        String conversationId,
        String turnId,
        String callId,
        Path folder,
        JsonNode arguments,
        @Nullable Leave leave,
        Consumer<String> progress) {

    /** A call that is not judged yet. */
    public ToolCall(
            String owner,
            String conversationId,
            String turnId,
            String callId,
            Path folder,
            JsonNode arguments,
            Consumer<String> progress) {
        this(owner, conversationId, turnId, callId, folder, arguments, null, progress);
    }

    /**
     * @param given what the call may touch; null when nothing had to be judged
     * @return the same call with this leave
     */
    public ToolCall with(@Nullable Leave given) {
        return new ToolCall(owner, conversationId, turnId, callId, folder, arguments, given, progress);
    }
}
