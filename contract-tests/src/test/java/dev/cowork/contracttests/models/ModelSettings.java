package dev.cowork.contracttests.models;

import java.util.Map;

/** The settings that point the server at a chat completions provider. */
public final class ModelSettings {

    private ModelSettings() {}

    /** Names the provider for everything that a model does. */
    public static Map<String, String> of(String url, String model, String key) {
        return Map.of(
                "planning_provider", "openai_compatible",
                "planning_model", model,
                "coding_provider", "openai_compatible",
                "coding_model", model,
                "openai_base_url", url,
                "openai_compatible_api_key", key);
    }
}
