package dev.cowork.server.models.chat;

import org.jspecify.annotations.Nullable;

/**
 * Where to ask.
 *
 * @param provider the provider's id as in the settings
 * @param label its name for people
 * @param base its address
 * @param key what it is asked with; null for a server that wants none
 * @param contextWindow the most tokens of request and answer together, or 0 when unknown
 */
public record ChatEndpoint(
        String provider,
        String label,
        BaseUrl base,
        @Nullable ApiKey key,
        int contextWindow) {}
