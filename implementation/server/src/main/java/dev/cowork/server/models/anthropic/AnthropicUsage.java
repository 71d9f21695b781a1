package dev.cowork.server.models.anthropic;

import dev.cowork.server.models.ModelEvent;
import dev.cowork.server.models.wire.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The usage of one message: told at its beginning and again at its end, where the figures are those of the whole message. This dialect
 * keeps cached tokens apart by itself.
 */
final class AnthropicUsage {

    private @Nullable String messageId;
    private @Nullable Long input;
    private @Nullable Long cacheRead;
    private @Nullable Long cacheWrite;
    private @Nullable Long output;
    private @Nullable Long reasoning;

    void begin(JsonNode message) {
        String id = Json.textOrEmpty(message, "id");
        messageId = id.isBlank() ? null : id;
        read(message.path("usage"));
    }

    void read(JsonNode usage) {
        input = newer(usage, "input_tokens", input);
        cacheRead = newer(usage, "cache_read_input_tokens", cacheRead);
        cacheWrite = newer(usage, "cache_creation_input_tokens", cacheWrite);
        output = newer(usage, "output_tokens", output);
        reasoning = newer(usage.path("output_tokens_details"), "thinking_tokens", reasoning);
    }

    private static @Nullable Long newer(JsonNode usage, String field, @Nullable Long before) {
        Long told = Json.count(usage, field);
        return told == null ? before : told;
    }

    ModelEvent.@Nullable Usage told() {
        return input == null && output == null
                ? null
                : new ModelEvent.Usage(messageId, input, cacheRead, cacheWrite, output, reasoning);
    }
}
