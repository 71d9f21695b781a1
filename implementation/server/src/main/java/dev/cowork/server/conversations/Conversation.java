package dev.cowork.server.conversations;

import dev.cowork.server.projects.Project;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A thread of turns.
 *
 * @param no the inner key
 * @param id the public id, {@code conv_…} or the one its client made up
 * @param owner whose it is
 * @param project where it belongs
 * @param title what people call it; from the first message unless somebody set it, and empty until there is one
 * @param goal what it is about, for the agent
 * @param status {@code active} or {@code archived}
 * @param harness the agent it was made for, or null
 * @param model the model it was made for, or null
 * @param reasoningEffort the effort it was made for, or null
 * @param disabledConnections connections hidden from the agent
 * @param turns how many turns it has had
 * @param createdAt microseconds since 1970 UTC
 * @param updatedAt microseconds since 1970 UTC of the last activity: a turn, not a change of title or status
 * @param version counts changes, from 1
 */
public record Conversation(
        long no,
        String id,
        String owner,
        ProjectRef project,
        String title,
        @Nullable String goal,
        String status,
        @Nullable String harness,
        @Nullable String model,
        @Nullable String reasoningEffort,
        List<DisabledConnection> disabledConnections,
        int turns,
        long createdAt,
        long updatedAt,
        long version) {

    /** The states of a conversation; an archived one stays readable and goes on when somebody writes. */
    public static final Set<String> STATUSES = Set.of("active", "archived");

    static final String ACTIVE = "active";
    static final long FIRST_VERSION = 1;
    static final String ARCHIVED = "archived";

    /** The project of a conversation: its inner key, public id, name, absolute folder, and whether that is a folder of the person's own. */
    public record ProjectRef(long no, String id, String name, String path, boolean external) {

        static ProjectRef of(Project project) {
            return new ProjectRef(project.no(), project.id(), project.name(), project.path(), project.external());
        }
    }

    /** A connection that is hidden from the agent. */
    public record DisabledConnection(String engine, String name) {}

    /** The title, or words that stand for it until there is one. */
    public String shownTitle() {
        return title.isEmpty() ? "Untitled task" : title;
    }

    /** Whether nothing has happened in it since it was made. */
    public boolean untouched() {
        return version == FIRST_VERSION;
    }

    /** The same with what a checked change says. */
    Conversation changed(ConversationChange change, ProjectRef newProject) {
        return new Conversation(
                no,
                id,
                owner,
                newProject,
                change.title() == null ? title : change.title(),
                change.goal().or(goal),
                change.status() == null ? status : change.status(),
                harness,
                model,
                reasoningEffort,
                change.disabledConnections() == null ? disabledConnections : change.disabledConnections(),
                turns,
                createdAt,
                updatedAt,
                version);
    }
}
