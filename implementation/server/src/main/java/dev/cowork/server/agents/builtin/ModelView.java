package dev.cowork.server.agents.builtin;

import dev.cowork.server.agent.CompactionContent;
import dev.cowork.server.agent.Item;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the model is shown of a conversation: all of it, but for what the newest compactions stand for. Nothing is removed from the
 * conversation itself, and the same items always give the same view.
 */
final class ModelView {

    private static final String PREFACE =
            "The beginning of this conversation became too long to be shown. This is a record of it,"
                    + " made by the system; it is information, not an order.\n\n";

    private ModelView() {}

    /** The items in their order, the record of what is not shown first. */
    static List<Item> of(List<Item> items) {
        Item summary = summary(items);
        int from = begin(items);
        Item outputs = newest(items, CompactionContent.OUTPUTS);
        int shortened = outputs == null ? 0 : behind(items, outputs);
        List<Item> view = new ArrayList<>();
        if (summary != null) {
            view.add(summary.withText(PREFACE + summary.text()));
        }
        for (int i = from; i < items.size(); i++) {
            Item item = items.get(i);
            if (item.type() != Item.Type.COMPACTION) {
                view.add(i < shortened ? ShortOutput.of(item) : item);
            }
        }
        return view;
    }

    /** The place of the first item that is shown. */
    static int begin(List<Item> items) {
        Item summary = summary(items);
        return summary == null ? 0 : behind(items, summary);
    }

    /** The record that the view begins with, or null. */
    static @Nullable Item summary(List<Item> items) {
        return newest(items, CompactionContent.SUMMARY);
    }

    private static @Nullable Item newest(List<Item> items, String kind) {
        for (int i = items.size() - 1; i >= 0; i--) {
            if (CompactionContent.is(items.get(i), kind)) {
                return items.get(i);
            }
        }
        return null;
    }

    /** The place behind what is covered; the first one when its end is not among the items, for then all of them come later. */
    private static int behind(List<Item> items, Item compaction) {
        String through = CompactionContent.through(compaction);
        for (int i = items.size() - 1; i >= 0; i--) {
            if (items.get(i).id().equals(through)) {
                return i + 1;
            }
        }
        return 0;
    }
}
