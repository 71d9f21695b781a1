package dev.cowork.server.projects;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for when it makes a project; nothing of it is checked yet.
 *
 * @param name the name as typed
 * @param description a short description, or null
 * @param path an existing folder to work in, or null for a new one
 * @param connectorIds connections available inside
 * @param skillIds skills active in all its conversations
 */
public record NewProject(
        String name,
        @Nullable String description,
        @Nullable String path,
        List<String> connectorIds,
        List<String> skillIds) {

    /**
     * @param name the name as typed
     * @return a project with a name and nothing else
     */
    public static NewProject named(String name) {
        return new NewProject(name, null, null, List.of(), List.of());
    }
}
