package dev.cowork.server.models;

import dev.cowork.server.agent.Item;
import dev.cowork.server.agent.Tool;
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
 */
public record ModelRequest(
        String model,
        String instructions,
        List<Item> items,
        List<Tool> tools,
        @Nullable String reasoningEffort) {}
