package dev.cowork.server.conversations;

import dev.cowork.server.conversations.Conversation.DisabledConnection;
import dev.cowork.server.platform.resources.Patch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client wants changed; nothing of it is checked yet. Null leaves a field as it is.
 *
 * @param title the new title
 * @param goal the new goal; set to null it is cleared
 * @param status {@code active} or {@code archived}
 * @param projectId the project to belong to from now on; wins over the name
 * @param projectName the same by name
 * @param disabledConnections replaces the whole list
 */
public record ConversationChange(
        @Nullable String title,
        Patch<@Nullable String> goal,
        @Nullable String status,
        @Nullable String projectId,
        @Nullable String projectName,
        @Nullable List<DisabledConnection> disabledConnections) {

    /**
     * @param title the new title
     * @return a change of the title alone
     */
    public static ConversationChange title(String title) {
        return new ConversationChange(title, new Patch.Keep<>(), null, null, null, null);
    }

    /**
     * @param status the new status
     * @return a change of the status alone
     */
    public static ConversationChange status(String status) {
        return new ConversationChange(null, new Patch.Keep<>(), status, null, null, null);
    }

    /**
     * @param projectId the project to belong to, or null
     * @param projectName the same by name
     * @return a change of the project alone
     */
    public static ConversationChange project(@Nullable String projectId, @Nullable String projectName) {
        return new ConversationChange(null, new Patch.Keep<>(), null, projectId, projectName, null);
    }
}
