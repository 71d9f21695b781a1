package dev.cowork.server.agents.builtin;

import dev.cowork.server.agent.CallContent;
import dev.cowork.server.agent.Item;
import dev.cowork.server.agent.ToolSpec;
import dev.cowork.server.platform.json.ContentSize;
import java.util.List;

/**
 * How many tokens something takes, estimated. Three bytes count as a token: real tokenizers pack about four bytes of English and about three
 * of most other scripts, so the estimate is on the safe side.
 */
final class Weight {

    static final int BYTES_PER_TOKEN = 3;

    private static final int EACH_ITEM = 8;

    private Weight() {}

    static long of(List<Item> items) {
        return items.stream().mapToLong(Weight::of).sum();
    }

    static long of(Item item) {
        return switch (item.type()) {
            case REASONING ->
                item.opaque() == null ? 0 : EACH_ITEM + of(item.opaque()); // only what is sealed goes back
            case NOTICE -> 0;
            case FUNCTION_CALL -> {
                CallContent.Call call = CallContent.read(item);
                yield 2 * EACH_ITEM + of(call.name()) + of(call.arguments()) + 2 * of(call.callId());
            }
            case MESSAGE, IMAGE, FILE, COMPACTION, FUNCTION_CALL_OUTPUT -> EACH_ITEM + of(item.text());
        };
    }

    static long of(String text) {
        return (ContentSize.of(text) + BYTES_PER_TOKEN - 1) / BYTES_PER_TOKEN;
    }

    /** What goes with every request of a turn. */
    static long fixed(String instructions, List<? extends ToolSpec> tools) {
        return of(instructions)
                + tools.stream()
                        .mapToLong(tool -> EACH_ITEM
                                + of(tool.name())
                                + of(tool.description())
                                + of(tool.parameters().toString()))
                        .sum();
    }
}
