package dev.cowork.server.models.wire;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What models a server offers, as it lists them itself. A list is kept for five minutes, a failure for half a minute. */
final class ModelLists {

    private static final Logger log = LoggerFactory.getLogger(ModelLists.class);
    private static final Duration WAIT = Duration.ofSeconds(3);
    private static final Duration KEEP = Duration.ofMinutes(5);
    private static final Duration KEEP_FAILURE = Duration.ofSeconds(30);
    private static final int MOST_BYTES = 2 << 20;
    private static final int MOST_KNOWN = 100;

    private record Asked(BaseUrl base, @Nullable ApiKey key) {}

    private record Known(Set<String> names, Instant until) {}

    private final Map<Asked, Known> known = new ConcurrentHashMap<>();
    private final WebClient http;
    private final JsonMapper mapper;
    private final Clock clock;

    ModelLists(WebClient http, JsonMapper mapper, Clock clock) {
        this.http = http;
        this.mapper = mapper;
        this.clock = clock;
    }

    Mono<Set<String>> of(Endpoint endpoint) {
        Asked asked = new Asked(endpoint.base(), endpoint.key());
        return Mono.defer(() -> {
            Known before = known.get(asked);
            if (before != null && clock.instant().isBefore(before.until())) {
                return Mono.just(before.names());
            }
            return ask(endpoint).doOnNext(names -> keep(asked, names, KEEP)).onErrorResume(error -> {
                log.debug(
                        "{} lists no models: {}",
                        endpoint.label(),
                        error.getClass().getName());
                keep(asked, Set.of(), KEEP_FAILURE);
                return Mono.just(Set.of());
            });
        });
    }

    private void keep(Asked asked, Set<String> names, Duration time) {
        if (known.size() >= MOST_KNOWN) {
            known.clear();
        }
        known.put(asked, new Known(names, clock.instant().plus(time)));
    }

    private Mono<Set<String>> ask(Endpoint endpoint) {
        return http.get()
                .uri(endpoint.base().call(endpoint.dialect().models()))
                .headers(headers -> {
                    endpoint.dialect().identify(headers, endpoint.key());
                    endpoint.headers().put(headers);
                })
                .exchangeToMono(response -> response.statusCode().is2xxSuccessful()
                        ? DataBufferUtils.join(response.bodyToFlux(DataBuffer.class), MOST_BYTES)
                        : response.<DataBuffer>createError())
                .map(buffer -> {
                    try {
                        return names(mapper.readTree(buffer.asInputStream()));
                    } finally {
                        DataBufferUtils.release(buffer);
                    }
                })
                .defaultIfEmpty(Set.of())
                .timeout(WAIT);
    }

    private static Set<String> names(JsonNode body) {
        Set<String> names = new HashSet<>();
        for (JsonNode model : body.isArray() ? body : body.path("data")) {
            String id = Json.textOrEmpty(model, "id");
            if (!id.isBlank()) {
                names.add(id);
                names.add(id.startsWith("models/") ? id.substring("models/".length()) : id); // as Gemini lists them
            }
        }
        return Set.copyOf(names);
    }
}
