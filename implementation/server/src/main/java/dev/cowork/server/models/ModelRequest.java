package dev.cowork.server.models;

import dev.cowork.server.agent.Item;
import dev.cowork.server.agent.ToolSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One question to a model.
 *
 * @param model the provider's name of the model
 * @param instructions the system prompt
 * @param items the conversation so far, oldest first, the last ones being what is to be answered
 * @param tools what the model may call
 * @param reasoningEffort how hard to think, in the provider's words, or null
 * @param maxOutputTokens the most tokens the answer may have, reasoning counted in; null for the model's own limit
 * @param temperature how much chance plays a part, from 0; null for the model's own value, which is what thinking models need
 */
public record ModelRequest(
        String model,
        String instructions,
        List<Item> items,
        List<? extends ToolSpec> tools,
        @Nullable String reasoningEffort,
        @Nullable Integer maxOutputTokens,
        @Nullable Double temperature) {

    /**
     * A question without limits of its own.
     *
     * @param model the provider's name of the model
     * @param instructions the system prompt
     * @param items the conversation so far, oldest first
     * @param tools what the model may call
     * @param reasoningEffort how hard to think, or null
     */
    public ModelRequest(
            String model,
            String instructions,
            List<Item> items,
            List<? extends ToolSpec> tools,
            @Nullable String reasoningEffort) {
        this(model, instructions, items, tools, reasoningEffort, null, null);
    }
}
