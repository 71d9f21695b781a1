package dev.cowork.server.models.rehearsal;

import dev.cowork.server.agent.CallContent;
import dev.cowork.server.agent.Item;
import java.util.List;

/**
 * Where a rehearsal stands: the message it plays, and the tools it has called since.
 *
 * @param message what the user wrote last
 * @param called the names of the tools called for it, oldest first
 */
record Cue(String message, List<String> called) {

    static Cue of(List<Item> items) {
        int message = items.size() - 1;
        while (message >= 0 && !fromUser(items.get(message))) {
            message--;
        }
        return new Cue(
                message < 0 ? "" : items.get(message).text(),
                items.subList(message + 1, items.size()).stream()
                        .filter(item -> item.type() == Item.Type.FUNCTION_CALL)
                        .map(item -> CallContent.read(item).name())
                        .toList());
    }

    private static boolean fromUser(Item item) {
        return item.type() == Item.Type.MESSAGE && item.role().equals("user");
    }

    /** How many of the message's directives are done: up to and including the one that made the last of the calls. */
    int played(List<Directive> directives) {
        int done = 0;
        int next = 0;
        for (int i = 0; i < directives.size() && next < called.size(); i++) {
            String tool = switch (directives.get(i)) {
                case Directive.Tool call -> call.name();
                case Directive.Ability ability -> ability.tool();
                default -> "";
            };
            if (tool.equals(called.get(next))) {
                next++;
                done = i + 1;
            }
        }
        return done;
    }
}
