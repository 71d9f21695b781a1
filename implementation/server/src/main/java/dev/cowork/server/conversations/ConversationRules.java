package dev.cowork.server.conversations;

import dev.cowork.server.conversations.Conversation.DisabledConnection;
import dev.cowork.server.platform.problems.Problem;
import dev.cowork.server.platform.resources.Patch;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the fields of a conversation may hold. Each method gives the checked value or throws 422 with the field's pointer. */
final class ConversationRules {

    static final int MAX_TITLE = 255;
    static final int MAX_GOAL = 20_000;
    static final int MAX_CONNECTIONS = 200;
    static final int MAX_NAME = 255;

    private ConversationRules() {}

    /** A wanted conversation with all fields checked. */
    static NewConversation checked(NewConversation wanted) {
        return new NewConversation(
                blankToNull(wanted.projectId()),
                blankToNull(wanted.projectName()),
                name("/harness", wanted.harness()),
                name("/model", wanted.model()),
                name("/reasoning_effort", wanted.reasoningEffort()),
                connections(wanted.disabledConnections()));
    }

    /** A title on one line; empty when there is no text in it. */
    static String title(@Nullable String text) {
        String title = text == null ? "" : Titles.collapse(text);
        if (title.codePointCount(0, title.length()) > MAX_TITLE) {
            throw Problem.invalid("/title", "A conversation's title can have at most " + MAX_TITLE + " characters");
        }
        return title;
    }

    static @Nullable String goal(@Nullable String text) {
        if (text != null && text.length() > MAX_GOAL) {
            throw Problem.invalid("/goal", "A conversation's goal can have at most " + MAX_GOAL + " characters");
        }
        return blankToNull(text);
    }

    /** A wanted change with all fields checked. */
    static ConversationChange checked(ConversationChange wanted) {
        String title = wanted.title() == null ? null : title(wanted.title());
        if (title != null && title.isEmpty()) {
            throw Problem.invalid("/title", "A conversation's title needs some text");
        }
        Patch<@Nullable String> goal = switch (wanted.goal()) {
            case Patch.Keep<@Nullable String> keep -> keep;
            case Patch.To<@Nullable String> to -> new Patch.To<>(goal(to.value()));
        };
        if (wanted.status() != null && !Conversation.STATUSES.contains(wanted.status())) {
            throw Problem.invalid("/status", "The status is either active or archived");
        }
        return new ConversationChange(
                title,
                goal,
                wanted.status(),
                blankToNull(wanted.projectId()),
                blankToNull(wanted.projectName()),
                wanted.disabledConnections() == null ? null : connections(wanted.disabledConnections()));
    }

    private static @Nullable String name(String pointer, @Nullable String text) {
        if (text != null && text.length() > MAX_NAME) {
            throw Problem.invalid(pointer, "It can have at most " + MAX_NAME + " characters");
        }
        return blankToNull(text);
    }

    private static List<DisabledConnection> connections(List<DisabledConnection> connections) {
        if (connections.size() > MAX_CONNECTIONS) {
            throw Problem.invalid("/disabled_connections", "The list can have at most " + MAX_CONNECTIONS + " entries");
        }
        for (int i = 0; i < connections.size(); i++) {
            DisabledConnection connection = connections.get(i);
            if (connection == null || wrong(connection.engine()) || wrong(connection.name())) {
                throw Problem.invalid(
                        "/disabled_connections/" + i, "A connection has an engine and a name of 1 to 255 characters");
            }
        }
        return List.copyOf(new LinkedHashSet<>(connections));
    }

    private static boolean wrong(@Nullable String name) {
        return name == null || name.isBlank() || name.length() > MAX_NAME;
    }

    private static @Nullable String blankToNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }
}
