package dev.cowork.server.agent;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** The content of {@code compaction} items, written and read in one place: {@code {"kind", "through", "entries"}}. */
public final class CompactionContent {

    /** The item's text stands for everything up to {@code through}. */
    public static final String SUMMARY = "summary";

    /** Outputs of tools up to {@code through} are shown shortened; the item has no text. */
    public static final String OUTPUTS = "outputs";

    private CompactionContent() {}

    /**
     * @param kind {@link #SUMMARY} or {@link #OUTPUTS}
     * @param through the id of the last item that is covered
     * @param entries how many items are covered
     * @return the content of a {@code compaction} item
     */
    public static JsonNode of(String kind, String through, int entries) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("kind", kind)
                .put("through", through)
                .put("entries", entries);
    }

    /**
     * @param item any item
     * @param kind {@link #SUMMARY} or {@link #OUTPUTS}
     * @return whether it is a compaction of that kind
     */
    public static boolean is(Item item, String kind) {
        return item.type() == Item.Type.COMPACTION
                && text(item.content(), "kind").equals(kind);
    }

    /**
     * @param item a {@code compaction} item
     * @return the id of the last item that it covers, empty when it says nothing of it
     */
    public static String through(Item item) {
        return text(item.content(), "through");
    }

    private static String text(@Nullable JsonNode content, String field) {
        JsonNode value = content == null ? null : content.get(field);
        return value != null && value.isString() ? value.stringValue() : "";
    }
}
