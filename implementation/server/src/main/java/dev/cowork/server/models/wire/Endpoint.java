package dev.cowork.server.models.wire;

import org.jspecify.annotations.Nullable;

/**
 * Whom to ask.
 *
 * @param provider the provider's id as in the settings
 * @param label its name for people
 * @param dialect how it is spoken to
 * @param base its address
 * @param key what it is asked with; null for a server that wants none
 * @param contextWindow the most tokens of request and answer together, or 0 when unknown
 */
public record Endpoint(
        String provider,
        String label,
        Dialect dialect,
        BaseUrl base,
        @Nullable ApiKey key,
        int contextWindow) {

    /** Who understands the reasoning that comes from here: the same dialect at the same server. */
    public String family() {
        return dialect.name() + "@" + base.server();
    }
}
