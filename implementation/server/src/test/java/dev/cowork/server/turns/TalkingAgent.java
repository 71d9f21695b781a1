package dev.cowork.server.turns;

import dev.cowork.server.agent.Agent;
import dev.cowork.server.agent.TurnContext;
import dev.cowork.server.agent.TurnEvent;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** An agent that waits to be let go, then says all at once: a message that costs a transaction, and behind it its last words. */
final class TalkingAgent implements Agent {

    static final String ID = "talking";

    /** How many events its last words are. */
    static final int LAST = 7;

    private final Map<String, CompletableFuture<TurnContext>> begun = new ConcurrentHashMap<>();
    private final Map<String, Sinks.Empty<Void>> gates = new ConcurrentHashMap<>();

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String label() {
        return ID;
    }

    @Override
    public Mono<String> model(String owner, @Nullable String requested) {
        return Mono.just("talked");
    }

    @Override
    public Flux<TurnEvent> run(TurnContext context) {
        context(context.turnId()).complete(context);
        return gate(context.turnId()).asMono().thenMany(Flux.fromIterable(saidBy(context.turnId())));
    }

    private CompletableFuture<TurnContext> context(String turnId) {
        return begun.computeIfAbsent(turnId, id -> new CompletableFuture<>());
    }

    private Sinks.Empty<Void> gate(String turnId) {
        return gates.computeIfAbsent(turnId, id -> Sinks.empty());
    }

    /** Returns when the agent of the turn has been set to work. */
    void begun(String turnId) {
        context(turnId).orTimeout(20, TimeUnit.SECONDS).join();
    }

    /** Lets it say all. */
    void letGo(String turnId) {
        gate(turnId).tryEmitEmpty();
    }

    /** All it says in a turn that has begun. */
    List<TurnEvent> saidBy(String turnId) {
        String first = context(turnId).join().answerItemId();
        String why = first + "_why";
        String second = first + "_second";
        return List.of(
                new TurnEvent.MessageFinished(first, 0, "First.", "talked"),
                new TurnEvent.ItemStarted(why, 1, "reasoning"),
                new TurnEvent.ReasoningDelta(why, 1, "Because."),
                new TurnEvent.ReasoningFinished(why, 1, "Because.", null, "talked"),
                new TurnEvent.ItemStarted(second, 2, "message"),
                new TurnEvent.TextDelta(second, 2, 0, "Second."),
                new TurnEvent.MessageFinished(second, 2, "Second.", "talked"),
                new TurnEvent.Usage(ID, "talked", "msg_1", 7L, null, null, 3L, null));
    }
}
