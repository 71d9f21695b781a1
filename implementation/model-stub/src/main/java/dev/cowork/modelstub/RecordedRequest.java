package dev.cowork.modelstub;

import dev.cowork.modelstub.http.Fate;
import dev.cowork.modelstub.wire.Json;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request as it was recorded, and how it went.
 *
 * @param number counts from 1 in the order of arrival
 * @param dialect {@code anthropic}, {@code responses}, {@code chat}, or empty for a path that is none of them
 * @param method the method
 * @param path the path without the query
 * @param headers by lower-case name, without those that carry secrets
 * @param keyHash {@code sha256:} and 16 digits of the key's hash, or null when there was no key
 * @param body the body as JSON, or as a JSON string when it is none
 * @param arrivedAtMs when it arrived, in milliseconds since 1970
 * @param status the status that was sent, or 0 when none was
 * @param ending how it ended, or that it runs
 * @param endedMs milliseconds from its arrival to its end, or null while it runs
 */
public record RecordedRequest(
        long number,
        String dialect,
        String method,
        String path,
        Map<String, String> headers,
        @Nullable String keyHash,
        JsonNode body,
        long arrivedAtMs,
        int status,
        Fate.Ending ending,
        @Nullable Long endedMs) {

    /** Whether the client closed its socket before everything was said. */
    public boolean closedByClient() {
        return ending == Fate.Ending.CLIENT_CLOSED;
    }

    /** Milliseconds from the request's arrival until the client closed its socket, or null when it did not. */
    public @Nullable Long closedByClientMs() {
        return closedByClient() ? endedMs : null;
    }

    ObjectNode json() {
        ObjectNode json = Json.object()
                .put("number", number)
                .put("dialect", dialect)
                .put("method", method)
                .put("path", path);
        ObjectNode shown = json.putObject("headers");
        new TreeMap<>(headers).forEach(shown::put);
        json.put("key_hash", keyHash).set("body", body);
        return json.put("arrived_at_ms", arrivedAtMs)
                .put("status", status)
                .put("ending", ending.name().toLowerCase(java.util.Locale.ROOT))
                .put("ended_ms", endedMs)
                .put("closed_by_client", closedByClient())
                .put("closed_by_client_ms", closedByClientMs());
    }
}
