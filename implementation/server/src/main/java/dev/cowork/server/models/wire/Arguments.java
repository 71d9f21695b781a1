package dev.cowork.server.models.wire;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The arguments of earlier calls, as they can be sent again: many servers parse them once more and fail on what a model once wrote
 * wrongly.
 */
public final class Arguments {

    private Arguments() {}

    /**
     * @param arguments JSON text as a model wrote it
     * @return the same text if it is a JSON object, else an empty object
     */
    public static String text(String arguments) {
        return parsed(arguments) == null ? "{}" : arguments;
    }

    /**
     * @param arguments JSON text as a model wrote it
     * @return the object that it is, or an empty one
     */
    public static ObjectNode object(String arguments) {
        ObjectNode parsed = parsed(arguments);
        return parsed == null ? JsonNodeFactory.instance.objectNode() : parsed;
    }

    private static @Nullable ObjectNode parsed(String arguments) {
        try {
            JsonNode read = JsonMapper.shared().readTree(arguments);
            return read instanceof ObjectNode object ? object : null;
        } catch (JacksonException damaged) {
            return null;
        }
    }
}
