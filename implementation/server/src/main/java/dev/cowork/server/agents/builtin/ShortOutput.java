package dev.cowork.server.agents.builtin;

import dev.cowork.server.agent.Item;
import dev.cowork.server.models.HeadAndTail;
import java.util.List;

/** A long output of a tool as the model is shown it later on: its head, its tail, and the names in between. */
final class ShortOutput {

    /** Outputs up to here, in characters, are left as they are. */
    static final int LONG = 2_048;

    private static final int SHORT_BYTES = 1_024;
    private static final int MOST_NAMES = 30;

    private ShortOutput() {}

    static boolean shortens(Item item) {
        return item.type() == Item.Type.FUNCTION_CALL_OUTPUT && item.text().length() > LONG;
    }

    static Item of(Item item) {
        if (!shortens(item)) {
            return item;
        }
        String cut = HeadAndTail.cut(item.text(), SHORT_BYTES);
        List<String> names = Names.in(item.text(), MOST_NAMES * 4).stream()
                .filter(name -> !cut.contains(name))
                .limit(MOST_NAMES)
                .toList();
        return item.withText(
                names.isEmpty() ? cut : cut + "\n[Left out, among others: " + String.join(" ", names) + "]");
    }
}
