package dev.cowork.server.conversations;

import org.jspecify.annotations.Nullable;

/**
 * Which conversations a list shows. Null does not restrict.
 *
 * @param projectId only those of this project; wins over the name
 * @param projectName only those of the project of this name; {@code all} and an empty name do not restrict
 * @param status {@code active} or {@code archived}
 */
public record ConversationFilter(
        @Nullable String projectId,
        @Nullable String projectName,
        @Nullable String status) {

    /** Every conversation. */
    public static final ConversationFilter ALL = new ConversationFilter(null, null, null);

    private static final String EVERY_PROJECT = "all";

    /** Whether it names no project. */
    boolean everyProject() {
        return projectId == null && (projectName == null || projectName.isBlank() || projectName.equals(EVERY_PROJECT));
    }
}
