package dev.cowork.server.models;

/**
 * A provider and model, chosen for one turn.
 *
 * @param provider the provider's id as in the settings, for example {@code openai_compatible} or {@code rehearsal}
 * @param providerLabel its name for people
 * @param model the model's name at the provider
 * @param contextWindow the most tokens a request may hold, or 0 when unknown
 * @param client asks it
 */
public record ChosenModel(String provider, String providerLabel, String model, int contextWindow, ModelClient client) {}
