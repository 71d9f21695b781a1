package dev.cowork.server.agents.builtin;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/** Reads the arguments of tool calls strictly: what a model did not write whole is never guessed at. */
final class CallArguments {

    private final ObjectReader reader;

    CallArguments(JsonMapper mapper) {
        this.reader = mapper.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }

    /** The arguments, or null when the text is not exactly one JSON object. */
    @Nullable
    JsonNode read(String json) {
        try {
            JsonNode arguments = reader.readTree(json);
            return arguments.isObject() ? arguments : null;
        } catch (JacksonException damaged) {
            return null;
        }
    }
}
