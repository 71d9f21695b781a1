package dev.cowork.server.models.probe;

import dev.cowork.server.models.wire.BaseUrl;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * Where to ask, and with what.
 *
 * @param provider who is there
 * @param base the address
 * @param key the key, or null for a server that wants none
 * @param model a model to ask, or null to ask for the list
 */
record Target(
        Provider provider,
        BaseUrl base,
        @Nullable String key,
        @Nullable String model) {

    private static final String ANTHROPIC_VERSION = "2023-06-01";

    URI call(String path) {
        return URI.create(base.uri() + path);
    }

    void authorize(HttpHeaders headers) {
        if (provider == Provider.ANTHROPIC) {
            headers.set("anthropic-version", ANTHROPIC_VERSION);
        }
        if (key == null) {
            return;
        }
        if (provider == Provider.ANTHROPIC) {
            headers.set("x-api-key", key);
        } else {
            headers.setBearerAuth(key);
        }
    }

    /** The same, asked for its list. */
    Target listing() {
        return new Target(provider, base, key, null);
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "Target[" + provider + "]";
    }
}
