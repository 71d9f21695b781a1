package dev.cowork.server.models.probe;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.publisher.Mono;

/** The lists of models that only their providers know. One is kept for five minutes, a failure for half a minute. */
final class ModelLists {

    private static final Duration WAIT = Duration.ofSeconds(6);
    private static final Duration KEEP = Duration.ofMinutes(5);
    private static final Duration KEEP_FAILURE = Duration.ofSeconds(30);
    private static final int MOST_KNOWN = 100;

    private record Known(List<ListedModel> models, boolean failed, Instant until) {}

    private final Map<Target, Known> known = new ConcurrentHashMap<>();
    private final ProbeHttp http;
    private final Clock clock;

    ModelLists(ProbeHttp http, Clock clock) {
        this.http = http;
        this.clock = clock;
    }

    /**
     * The models of a provider, none when it does not tell within six seconds.
     *
     * @param refresh whether to ask although a list is known; a provider that has just failed is left alone all the same
     */
    Mono<List<ListedModel>> of(Target target, boolean refresh) {
        return Mono.defer(() -> {
            Known before = known.get(target);
            boolean counts = before != null && clock.instant().isBefore(before.until());
            return before != null && counts && (before.failed() || !refresh) ? Mono.just(before.models()) : ask(target);
        });
    }

    private Mono<List<ListedModel>> ask(Target target) {
        return http.ask(target.call("/models"), target::authorize, null, WAIT)
                .map(answer -> ListedModel.isList(answer.body()) ? keep(target, answer) : failed(target))
                .onErrorResume(unreachable -> Mono.just(failed(target)));
    }

    private List<ListedModel> keep(Target target, ProbeHttp.Answer answer) {
        List<ListedModel> models = ListedModel.of(answer.body());
        put(target, new Known(models, false, clock.instant().plus(KEEP)));
        return models;
    }

    private List<ListedModel> failed(Target target) {
        put(target, new Known(List.of(), true, clock.instant().plus(KEEP_FAILURE)));
        return List.of();
    }

    private void put(Target target, Known list) {
        if (known.size() >= MOST_KNOWN) {
            known.clear();
        }
        known.put(target, list);
    }
}
