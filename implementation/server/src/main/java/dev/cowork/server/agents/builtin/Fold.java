package dev.cowork.server.agents.builtin;

import dev.cowork.server.agent.CallContent;
import dev.cowork.server.agent.Item;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Where a view is cut into what is folded away and the tail that stays as it is. A tool call is parted neither from its output nor from the
 * thoughts and words that came with it: providers refuse one without the other.
 *
 * @param old what is folded away, oldest first
 * @param tail what stays
 */
record Fold(List<Item> old, List<Item> tail) {

    /**
     * @param view what the model is shown
     * @param tokens how much may stay: the newest that fit, but for what belongs together
     * @param items how many items may stay
     */
    static Fold of(List<Item> view, long tokens, int items) {
        boolean[] apart = apart(view);
        int at = view.size();
        long tail = 0;
        for (int i = view.size() - 1; i > 0; i--) {
            tail += Weight.of(view.get(i));
            if (at < view.size() && (tail > tokens || view.size() - i > items)) {
                break;
            }
            at = apart[i] ? i : at;
        }
        return at == view.size()
                ? new Fold(List.of(), view)
                : new Fold(view.subList(0, at), view.subList(at, view.size()));
    }

    private static boolean together(Item before, Item after) {
        return before.type() == Item.Type.REASONING
                || after.type() == Item.Type.FUNCTION_CALL
                        && before.type() == Item.Type.MESSAGE
                        && before.role().equals("assistant");
    }

    /** Whether the view may be cut before each item. */
    private static boolean[] apart(List<Item> view) {
        boolean[] apart = new boolean[view.size()];
        Set<String> open = new HashSet<>();
        for (int i = 1; i < view.size(); i++) {
            Item before = view.get(i - 1);
            if (before.type() == Item.Type.FUNCTION_CALL) {
                open.add(CallContent.callId(before));
            } else if (before.type() == Item.Type.FUNCTION_CALL_OUTPUT) {
                open.remove(CallContent.callId(before));
            }
            if (!before.turnId().equals(view.get(i).turnId())) {
                open.clear(); // a call that a stop or a crash cut off has no output
            }
            apart[i] = open.isEmpty() && !together(before, view.get(i));
        }
        return apart;
    }
}
