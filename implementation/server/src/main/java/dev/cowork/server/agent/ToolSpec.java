package dev.cowork.server.agent;

import tools.jackson.databind.JsonNode;

/** What a model is told of something that it may call. */
public interface ToolSpec {

    /** The name the model uses: lower case words joined by underscores; unique among what is offered together. */
    String name();

    /** What it does and when to use it, for the model. */
    String description();

    /** The JSON Schema of the arguments, an object schema. */
    JsonNode parameters();
}
