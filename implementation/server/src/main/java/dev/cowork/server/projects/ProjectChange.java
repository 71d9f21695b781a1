package dev.cowork.server.projects;

import dev.cowork.server.platform.resources.Patch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client wants changed; nothing of it is checked yet. Null leaves a field as it is.
 *
 * @param name the new name as typed
 * @param description the new description; set to null it is cleared
 * @param active true makes it the active project and every other one inactive, false only clears this one
 * @param connectorIds replaces the whole list
 * @param skillIds replaces the whole list
 */
public record ProjectChange(
        @Nullable String name,
        Patch<@Nullable String> description,
        @Nullable Boolean active,
        @Nullable List<String> connectorIds,
        @Nullable List<String> skillIds) {

    /** Changes nothing; the start of every change. */
    public static final ProjectChange NONE = new ProjectChange(null, new Patch.Keep<>(), null, null, null);

    /**
     * @param name the new name as typed
     * @return a change of the name alone
     */
    public static ProjectChange rename(String name) {
        return new ProjectChange(name, new Patch.Keep<>(), null, null, null);
    }

    /**
     * @param active whether it is to be the active one
     * @return a change of that alone
     */
    public static ProjectChange activate(boolean active) {
        return new ProjectChange(null, new Patch.Keep<>(), active, null, null);
    }
}
