package dev.cowork.modelstub;

import dev.cowork.modelstub.http.Exchange;
import dev.cowork.modelstub.http.Fate;
import dev.cowork.modelstub.http.HttpRequest;
import dev.cowork.modelstub.wire.Seal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Keeps the newest requests; older ones are forgotten when there are too many, or their bodies too large. */
final class Recorder {

    private static final int MOST = 2000;
    private static final long MOST_BYTES = 16L * 1024 * 1024;
    private static final Set<String> SECRETS =
            Set.of("authorization", "proxy-authorization", "x-api-key", "api-key", "x-goog-api-key", "cookie");

    private final Deque<Entry> entries = new ArrayDeque<>();
    private long bytes;
    private long count;

    /** Records a request before it is answered. */
    synchronized void add(Exchange exchange, String dialect, @Nullable String key, @Nullable JsonNode body) {
        HttpRequest request = exchange.request();
        JsonNode shown = body != null
                ? body
                : JsonNodeFactory.instance.stringNode(new String(request.body(), StandardCharsets.UTF_8));
        entries.add(
                new Entry(++count, dialect, request, hash(key), shown, System.currentTimeMillis(), exchange.fate()));
        bytes += request.body().length;
        while (entries.size() > MOST || (bytes > MOST_BYTES && entries.size() > 1)) {
            bytes -= entries.removeFirst().size();
        }
    }

    synchronized List<RecordedRequest> all() {
        return entries.stream().map(Entry::snapshot).toList();
    }

    /** Requests since the start, forgotten ones too. */
    synchronized long count() {
        return count;
    }

    synchronized long running() {
        return entries.stream()
                .filter(entry -> entry.fate().ending() == Fate.Ending.RUNNING)
                .count();
    }

    synchronized void clear() {
        entries.clear();
        bytes = 0;
    }

    private static @Nullable String hash(@Nullable String key) {
        return key == null ? null : "sha256:" + Seal.digest(List.of(key)).substring(0, 16);
    }

    private record Entry(
            long number,
            String dialect,
            String method,
            String path,
            Map<String, String> headers,
            int size,
            @Nullable String keyHash,
            JsonNode body,
            long arrivedAtMs,
            Fate fate) {

        Entry(
                long number,
                String dialect,
                HttpRequest request,
                @Nullable String keyHash,
                JsonNode body,
                long arrivedAtMs,
                Fate fate) {
            this(
                    number,
                    dialect,
                    request.method(),
                    request.path(),
                    request.headers().entrySet().stream()
                            .filter(header -> !SECRETS.contains(header.getKey()))
                            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue)),
                    request.body().length,
                    keyHash,
                    body,
                    arrivedAtMs,
                    fate);
        }

        RecordedRequest snapshot() {
            Fate.Ending ending = fate.ending();
            return new RecordedRequest(
                    number,
                    dialect,
                    method,
                    path,
                    headers,
                    keyHash,
                    body,
                    arrivedAtMs,
                    fate.status(),
                    ending,
                    ending == Fate.Ending.RUNNING ? null : fate.endedMs());
        }
    }
}
