package dev.cowork.server.models.probe;

import org.jspecify.annotations.Nullable;

/**
 * A provider that somebody wants to try, in the words of a client: nothing of it has been judged.
 *
 * @param provider the provider's name
 * @param key the key to try; null, empty and {@code ***} mean the stored one
 * @param baseUrl the address to try, or null for the stored one
 * @param model a model to ask, or null
 */
public record Candidate(
        String provider,
        @Nullable String key,
        @Nullable String baseUrl,
        @Nullable String model) {

    /** Without the key. */
    @Override
    public String toString() {
        return "Candidate[" + provider + "]";
    }
}
