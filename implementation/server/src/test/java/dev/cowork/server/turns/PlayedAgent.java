package dev.cowork.server.turns;

import dev.cowork.server.agent.Agent;
import dev.cowork.server.agent.TurnContext;
import dev.cowork.server.agent.TurnEvent;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** An agent that says one word in each turn and is done when the test says so. Asked for its model it may never answer. */
final class PlayedAgent implements Agent {

    static final String WORD = "word";

    private final String id;
    private final boolean namesItsModel;
    private final Map<String, Sinks.Empty<Void>> turns = new ConcurrentHashMap<>();

    PlayedAgent(String id, boolean namesItsModel) {
        this.id = id;
        this.namesItsModel = namesItsModel;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String label() {
        return id;
    }

    @Override
    public Mono<String> model(String owner, @Nullable String requested) {
        return namesItsModel ? Mono.just("played") : Mono.never();
    }

    @Override
    public Flux<TurnEvent> run(TurnContext context) {
        TurnEvent word = new TurnEvent.TextDelta(context.answerItemId(), 0, 0, WORD);
        return Flux.just(word).concatWith(end(context.turnId()).asMono().then(Mono.empty()));
    }

    private Sinks.Empty<Void> end(String turnId) {
        return turns.computeIfAbsent(turnId, id -> Sinks.empty());
    }

    /** Lets a turn come to its end, now or as soon as it begins. */
    void finish(String turnId) {
        end(turnId).tryEmitEmpty();
    }
}
