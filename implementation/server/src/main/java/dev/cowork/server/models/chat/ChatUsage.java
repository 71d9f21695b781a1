package dev.cowork.server.models.chat;

import dev.cowork.server.models.ModelEvent;
import dev.cowork.server.models.wire.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Normalises usage: this dialect counts cached tokens into the prompt's, we keep them apart. What a provider does not report stays null.
 */
final class ChatUsage {

    private ChatUsage() {}

    static ModelEvent.@Nullable Usage read(JsonNode usage, @Nullable String messageId) {
        Long prompt = Json.count(usage, "prompt_tokens");
        Long cached = Json.count(usage.path("prompt_tokens_details"), "cached_tokens");
        if (cached == null) {
            cached = Json.count(usage, "prompt_cache_hit_tokens");
        }
        Long output = Json.count(usage, "completion_tokens");
        Long reasoning = Json.count(usage.path("completion_tokens_details"), "reasoning_tokens");
        if (prompt == null && output == null) {
            return null;
        }
        Long uncached = prompt == null || cached == null ? prompt : (Long) Math.max(0, prompt - cached);
        return new ModelEvent.Usage(messageId, uncached, cached, null, output, reasoning);
    }
}
