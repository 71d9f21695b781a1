package dev.cowork.server.conversations;

import dev.cowork.server.conversations.Conversation.DisabledConnection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for when it makes a conversation; nothing of it is checked yet.
 *
 * @param projectId the project's public id, or null; wins over the name
 * @param projectName the project's name, or null; without either it belongs to general
 * @param title a title, or null for one from the first message
 * @param goal what it is about, or null
 * @param harness the agent, or null
 * @param model the model, or null
 * @param reasoningEffort the effort, or null
 * @param disabledConnections connections hidden from the agent
 */
public record NewConversation(
        @Nullable String projectId,
        @Nullable String projectName,
        @Nullable String title,
        @Nullable String goal,
        @Nullable String harness,
        @Nullable String model,
        @Nullable String reasoningEffort,
        List<DisabledConnection> disabledConnections) {

    /** A conversation in general about nothing yet. */
    public static final NewConversation PLAIN = new NewConversation(null, null, null, null, null, null, null, List.of());

    /**
     * @param title a title
     * @return a conversation in general with that title
     */
    public static NewConversation titled(String title) {
        return new NewConversation(null, null, title, null, null, null, null, List.of());
    }
}
