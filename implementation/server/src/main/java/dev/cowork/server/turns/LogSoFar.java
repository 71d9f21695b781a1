package dev.cowork.server.turns;

import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.journal.Entry;
import dev.cowork.server.journal.Journal;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;

/** The log of a turn up to now. */
@Component
class LogSoFar {

    private final Journal journal;
    private final TurnStream kind;

    LogSoFar(Journal journal, TurnStream kind) {
        this.journal = journal;
        this.kind = kind;
    }

    /** What is durable of it when it is asked for, in order; completes behind that, whether the turn is open or not. */
    Flux<Entry<TurnEvent>> of(Turn turn) {
        return journal.lastSeq(turn.stream())
                .flatMapMany(last -> last == 0
                        ? Flux.empty()
                        : journal.follow(turn.stream(), kind, 0).takeUntil(entry -> entry.seq() >= last));
    }
}
