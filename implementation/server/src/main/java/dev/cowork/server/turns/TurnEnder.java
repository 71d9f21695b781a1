package dev.cowork.server.turns;

import dev.cowork.server.agent.TurnEvent;
import java.util.List;
import reactor.core.publisher.Mono;

/** Ends turns. */
interface TurnEnder {

    /** Ends the turn for that reason; tries until the log has its last event, and completes when that is durable. */
    Mono<Void> end(TurnRun run, EndingReason reason);

    /**
     * Ends the turn with what it said last, all in one transaction; tries once.
     *
     * @param lastWords what is not in its log yet, in order
     * @return completes when all is durable; an error means that nothing has changed
     */
    Mono<Void> endWith(TurnRun run, EndingReason reason, List<TurnEvent> lastWords);
}
