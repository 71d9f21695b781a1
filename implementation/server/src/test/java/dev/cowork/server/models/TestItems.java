package dev.cowork.server.models;

import dev.cowork.server.agent.CallContent;
import dev.cowork.server.agent.Item;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Items for tests. */
public final class TestItems {

    private static int number;

    private TestItems() {}

    public static Item user(String turnId, String text) {
        return item(turnId, Item.Type.MESSAGE, "user", null, text);
    }

    public static Item assistant(String turnId, String text) {
        return item(turnId, Item.Type.MESSAGE, "assistant", null, text);
    }

    public static Item call(String turnId, String callId, String name, String arguments) {
        return item(turnId, Item.Type.FUNCTION_CALL, "assistant", CallContent.call(callId, name, arguments), "");
    }

    public static Item output(String turnId, String callId, String text) {
        return item(turnId, Item.Type.FUNCTION_CALL_OUTPUT, "tool", CallContent.output(callId), text);
    }

    public static Item item(String turnId, Item.Type type, String role, @Nullable JsonNode content, String text) {
        return new Item("item_" + number++, turnId, 0, type, role, "completed", null, content, text, null, 0);
    }

    /** Reasoning with a provider's own block. */
    public static Item sealed(String turnId, String text, String opaque) {
        return new Item(
                "item_" + number++,
                turnId,
                0,
                Item.Type.REASONING,
                "assistant",
                "completed",
                null,
                null,
                text,
                opaque,
                0);
    }

    public static ModelRequest request(Item... items) {
        return new ModelRequest("small", "Be brief.", List.of(items), List.of(), null);
    }
}
