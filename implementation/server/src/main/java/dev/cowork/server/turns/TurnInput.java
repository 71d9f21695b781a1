package dev.cowork.server.turns;

import dev.cowork.server.agent.Item;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * One item of what starts a turn.
 *
 * @param type what it is; {@code COMPACTION} and {@code NOTICE} are never input
 * @param role {@code user}, {@code assistant}, {@code system} or {@code developer}
 * @param content the structured content, kept and given back as it is; of a call and of an output as {@link #call} and {@link #output} make it
 * @param text the readable text of it, as the model gets it
 */
public record TurnInput(
        Item.Type type, String role, @Nullable JsonNode content, String text) {

    /** Who asks. */
    public static final String USER = "user";

    private static final String CALL_ID = "call_id";

    /**
     * A message.
     *
     * @param role who says it
     * @param content what the client sent
     * @param text the readable text of it
     */
    public static TurnInput message(String role, JsonNode content, String text) {
        return new TurnInput(Item.Type.MESSAGE, role, content, text);
    }

    /**
     * The call of a function that a caller repeats from an earlier answer.
     *
     * @param callId what its output refers to
     * @param name the function's name
     * @param arguments JSON text
     */
    public static TurnInput call(String callId, String name, String arguments) {
        JsonNode content = JsonNodeFactory.instance
                .objectNode()
                .put(CALL_ID, callId)
                .put("name", name)
                .put("arguments", arguments);
        return new TurnInput(Item.Type.FUNCTION_CALL, "assistant", content, arguments);
    }

    /**
     * What came of a call that the caller has run.
     *
     * @param callId the id of the call
     * @param text the output, as the model gets it
     */
    public static TurnInput output(String callId, String text) {
        return new TurnInput(
                Item.Type.FUNCTION_CALL_OUTPUT,
                USER,
                JsonNodeFactory.instance.objectNode().put(CALL_ID, callId),
                text);
    }

    /** The id of the call that it makes or answers; empty when it does neither or names none. */
    String callId() {
        JsonNode id = content == null ? null : content.get(CALL_ID);
        return id != null && id.isString() ? id.stringValue() : "";
    }

    boolean isUsersMessage() {
        return type == Item.Type.MESSAGE && role.equals(USER);
    }
}
