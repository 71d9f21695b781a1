package dev.cowork.server.conversations;

import dev.cowork.server.conversations.Conversation.DisabledConnection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a new conversation belongs and how it works; nothing of it is checked yet.
 *
 * @param projectId the project's public id, or null; wins over the name
 * @param projectName the project's name, or null; without either it belongs to general
 * @param harness the agent, or null
 * @param model the model, or null
 * @param reasoningEffort the effort, or null
 * @param disabledConnections connections hidden from the agent
 */
public record NewConversation(
        @Nullable String projectId,
        @Nullable String projectName,
        @Nullable String harness,
        @Nullable String model,
        @Nullable String reasoningEffort,
        List<DisabledConnection> disabledConnections) {

    /** In general, with everything as configured. */
    public static final NewConversation PLAIN = new NewConversation(null, null, null, null, null, List.of());

    /**
     * @param projectId a project's public id
     * @return in that project, with everything as configured
     */
    public static NewConversation in(String projectId) {
        return new NewConversation(projectId, null, null, null, null, List.of());
    }
}
