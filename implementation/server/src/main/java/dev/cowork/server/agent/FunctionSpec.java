package dev.cowork.server.agent;

import tools.jackson.databind.JsonNode;

/**
 * A function of the caller's own. A model may call it; no agent of ours runs it: the turn completes with the call open, and the caller brings
 * the output with the next turn.
 *
 * @param name what the model calls it: 1 to 64 letters, digits, {@code _} and {@code -}; never the name of one of our tools
 * @param description what it does and when to use it, for the model; may be empty
 * @param parameters the JSON Schema of its arguments, an object
 */
public record FunctionSpec(String name, String description, JsonNode parameters) implements ToolSpec {}
