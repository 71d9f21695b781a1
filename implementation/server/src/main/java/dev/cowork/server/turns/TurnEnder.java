package dev.cowork.server.turns;

import reactor.core.publisher.Mono;

/** Ends turns; tries until the log has their last event. */
interface TurnEnder {

    /** Ends the turn for that reason; completes when its last event is durable. */
    Mono<Void> end(TurnRun run, EndingReason reason);
}
