package dev.cowork.server.models;

/**
 * A provider and model, chosen for one turn.
 *
 * @param family whose reasoning blocks it understands: the dialect and the server, for example {@code anthropic@api.anthropic.com}
 * @param provider the provider's id as in the settings, for example {@code openai_compatible} or {@code rehearsal}
 * @param providerLabel its name for people
 * @param model the model's name at the provider
 * @param contextWindow the most tokens that request and answer may have together; a cautious guess when nobody said, so never 0
 * @param client asks it
 */
public record ChosenModel(
        String family, String provider, String providerLabel, String model, int contextWindow, ModelClient client) {

    /** Whether nobody thinks: the answer is played as the message says. */
    public boolean rehearsed() {
        return family.equals("rehearsal");
    }
}
