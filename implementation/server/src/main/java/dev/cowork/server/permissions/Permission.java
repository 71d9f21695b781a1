package dev.cowork.server.permissions;

import dev.cowork.server.agent.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * A rule of a person for the calls of a tool.
 *
 * @param projectId the project it holds in, or null for all
 * @param tool the tool's name, or {@code *} for every tool
 * @param pattern what the call touches: a path, a command line, a host or a foreign name; {@code *} stands for any characters
 * @param effect what becomes of such a call
 * @param createdAt microseconds since 1970 UTC
 * @param updatedAt microseconds since 1970 UTC
 */
public record Permission(
        @Nullable String projectId, String tool, String pattern, Verdict effect, long createdAt, long updatedAt) {

    /** Stands for any tool, and in a pattern for any characters. */
    public static final String ANY = "*";
}
