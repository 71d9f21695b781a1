package dev.cowork.server.agent;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The content of {@code function_call} and {@code function_call_output} items, written and read in one place.
 *
 * <p>A call is {@code {"call_id", "name", "arguments"}} with the arguments as the JSON text the model wrote; an output is
 * {@code {"call_id"}}, its text being the item's text.
 */
public final class CallContent {

    private CallContent() {}

    /**
     * A call as it stands in an item.
     *
     * @param callId what its output refers to; empty when the item has none
     * @param name the tool's name
     * @param arguments JSON text
     */
    public record Call(String callId, String name, String arguments) {}

    /**
     * @param callId the call's id
     * @param name the tool's name
     * @param arguments the JSON text the model wrote
     * @return the content of a {@code function_call} item
     */
    public static ObjectNode call(String callId, String name, String arguments) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("call_id", callId)
                .put("name", name)
                .put("arguments", arguments);
    }

    /**
     * @param callId the id of the call that it answers
     * @return the content of a {@code function_call_output} item
     */
    public static ObjectNode output(String callId) {
        return JsonNodeFactory.instance.objectNode().put("call_id", callId);
    }

    /**
     * @param item a {@code function_call} item
     * @return what it holds; missing parts are empty
     */
    public static Call read(Item item) {
        JsonNode content = item.content();
        String arguments = text(content, "arguments");
        if (arguments.isEmpty() && content != null && content.path("arguments").isObject()) {
            arguments = content.path("arguments").toString();
        }
        return new Call(callId(item), text(content, "name"), arguments);
    }

    /**
     * @param item a {@code function_call} or {@code function_call_output} item
     * @return the call's id, empty when the item has none
     */
    public static String callId(Item item) {
        return text(item.content(), "call_id");
    }

    private static String text(@Nullable JsonNode content, String field) {
        JsonNode value = content == null ? null : content.get(field);
        return value != null && value.isString() ? value.stringValue() : "";
    }
}
