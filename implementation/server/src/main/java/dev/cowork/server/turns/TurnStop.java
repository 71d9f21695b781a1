package dev.cowork.server.turns;

import java.time.Duration;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/** The two signals of a turn's end: that it is to stop, for its agent, and that it is over, for whoever waits. */
final class TurnStop {

    /** How long an agent may go on that has been told to stop. */
    static final Duration GRACE = Duration.ofSeconds(2);

    private final Sinks.Empty<Void> wanted = Sinks.empty();
    private final Sinks.Empty<Void> over = Sinks.empty();

    /** Completes when somebody wants the turn to end. */
    Mono<Void> wanted() {
        return wanted.asMono();
    }

    /** Completes when the last event is durable; fails when it cannot be written. */
    Mono<Void> over() {
        return over.asMono();
    }

    /** Tells the agent. Whatever the log does meanwhile, one that does not listen has its grace and no longer. */
    void tell(AgentListener agent) {
        if (wanted.tryEmitEmpty().isSuccess()) {
            Mono.delay(GRACE, Schedulers.parallel())
                    .takeUntilOther(agent.done())
                    .subscribe(late -> agent.dispose());
        }
    }

    void ended() {
        over.tryEmitEmpty();
    }

    void cannotEnd(Throwable error) {
        over.tryEmitError(error);
    }
}
