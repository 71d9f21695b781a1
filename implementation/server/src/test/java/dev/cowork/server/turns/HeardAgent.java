package dev.cowork.server.turns;

import dev.cowork.server.agent.Agent;
import dev.cowork.server.agent.TurnContext;
import dev.cowork.server.agent.TurnEvent;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** An agent that tells what it was given; it says what the test wants and is done, or waits to be let go. */
final class HeardAgent implements Agent {

    static final String ID = "heard";

    private final Map<String, CompletableFuture<TurnContext>> contexts = new ConcurrentHashMap<>();
    private volatile List<TurnEvent> words = List.of();
    private volatile Sinks.Empty<Void> gate = opened();

    private static Sinks.Empty<Void> opened() {
        Sinks.Empty<Void> gate = Sinks.empty();
        gate.tryEmitEmpty();
        return gate;
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String label() {
        return ID;
    }

    @Override
    public Flux<TurnEvent> run(TurnContext context) {
        context(context.turnId()).complete(context);
        return Flux.fromIterable(words).concatWith(gate.asMono().then(Mono.empty()));
    }

    private CompletableFuture<TurnContext> context(String turnId) {
        return contexts.computeIfAbsent(turnId, id -> new CompletableFuture<>());
    }

    /** What a turn was given, as soon as it runs. */
    TurnContext heard(String turnId) {
        return context(turnId).orTimeout(20, TimeUnit.SECONDS).join();
    }

    /** What it says in each turn from now on. */
    void says(TurnEvent... events) {
        words = List.of(events);
    }

    /** Turns that begin from now on go on until {@link #letGo}. */
    void hold() {
        gate = Sinks.empty();
    }

    void letGo() {
        gate.tryEmitEmpty();
    }
}
