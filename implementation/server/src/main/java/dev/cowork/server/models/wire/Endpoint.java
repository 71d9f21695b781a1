package dev.cowork.server.models.wire;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whom to ask.
 *
 * @param provider the provider's id as in the settings
 * @param label its name for people
 * @param dialect how it is spoken to
 * @param base its address
 * @param key what it is asked with; null for a server that wants none
 * @param headers what else is in every request
 * @param contextWindow the most tokens of request and answer together, or 0 when unknown
 * @param patience the longest silence, before an answer and in it; null for the usual one
 */
public record Endpoint(
        String provider,
        String label,
        Dialect dialect,
        BaseUrl base,
        @Nullable ApiKey key,
        ExtraHeaders headers,
        int contextWindow,
        @Nullable Duration patience) {

    /** Who understands the reasoning that comes from here: the same dialect at the same server. */
    public String family() {
        return dialect.name() + "@" + base.server();
    }
}
