package dev.cowork.server.turns;

import dev.cowork.server.agent.TurnEvent;
import java.util.function.Consumer;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Hears the agent of a turn from one beginning to its end; a turn that has waited has another one. */
final class AgentListener extends BaseSubscriber<TurnEvent> {

    private final int atFirst;
    private final Consumer<TurnEvent> said;
    private final Runnable completed;
    private final Consumer<Throwable> failed;
    private final Sinks.Empty<Void> done = Sinks.empty();

    /**
     * @param atFirst how much the agent may say before more is asked for
     * @param said takes each event
     * @param completed is told when the agent has said all
     * @param failed is told when it failed
     */
    AgentListener(int atFirst, Consumer<TurnEvent> said, Runnable completed, Consumer<Throwable> failed) {
        this.atFirst = atFirst;
        this.said = said;
        this.completed = completed;
        this.failed = failed;
    }

    /** Completes when nothing more comes, however that came about. */
    Mono<Void> done() {
        return done.asMono();
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
        subscription.request(atFirst);
    }

    @Override
    protected void hookOnNext(TurnEvent event) {
        said.accept(event);
    }

    @Override
    protected void hookOnComplete() {
        done.tryEmitEmpty();
        completed.run();
    }

    @Override
    protected void hookOnError(Throwable error) {
        done.tryEmitEmpty();
        failed.accept(error);
    }

    @Override
    protected void hookOnCancel() {
        done.tryEmitEmpty();
    }
}
