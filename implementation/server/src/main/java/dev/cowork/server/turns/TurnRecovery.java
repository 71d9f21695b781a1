package dev.cowork.server.turns;

import dev.cowork.server.journal.Journal;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What a start finds of the last run: turns that were running are ended as interrupted with all they had said; turns that had not begun go
 * back to the queue; turns that wait for a person go on waiting; then every conversation with a queue goes on.
 */
@Component
class TurnRecovery {

    static final int BATCH = 200;

    private static final Logger log = LoggerFactory.getLogger(TurnRecovery.class);

    private final TurnRepository turns;
    private final TurnEngine engine;
    private final Journal journal;
    private final TurnStream kind;
    private final LogSoFar logs;

    TurnRecovery(TurnRepository turns, TurnEngine engine, Journal journal, TurnStream kind, LogSoFar logs) {
        this.turns = turns;
        this.engine = engine;
        this.journal = journal;
        this.kind = kind;
        this.logs = logs;
    }

    /** Seals what was running. Completes before anybody is served. */
    Mono<Void> seal() {
        return each(TurnState.RUNNING, this::sealOrLeave);
    }

    /** Takes the turns that wait for a person into memory, and lets the queues go on. */
    Mono<Void> resume() {
        return each(TurnState.WAITING, this::takeWaiting)
                .then(each(TurnState.QUEUED, this::takeQueued))
                .then(Mono.defer(this::startHeads));
    }

    private Mono<Void> each(TurnState state, Function<Turn, Mono<Void>> what) {
        return turns.everybodys(state, 0, BATCH)
                .expand(batch -> batch.size() < BATCH
                        ? Mono.empty()
                        : turns.everybodys(state, batch.getLast().no(), BATCH))
                .concatMap(batch -> Flux.fromIterable(batch).concatMap(what))
                .then();
    }

    /** One turn that cannot be sealed must not keep the server from starting. */
    private Mono<Void> sealOrLeave(Turn turn) {
        return seal(turn).onErrorResume(error -> {
            log.error("Turn {} could not be ended; it stays open", turn.id(), error);
            return Mono.empty();
        });
    }

    private Mono<Void> seal(Turn turn) {
        return said(turn)
                .onErrorReturn(new Transcript(turn.inputs()))
                .flatMap(said -> said.started() || said.empty() ? interrupt(turn) : turns.requeue(turn.no()));
    }

    private Mono<Void> interrupt(Turn turn) {
        log.info("Turn {} was running when the server ended; it is interrupted now", turn.id());
        // the queues are not in memory yet: resume() lets them go on
        return end(turn, EndingReason.INTERRUPTED, false).then();
    }

    /**
     * Ends an open turn that nobody runs, with what its log holds.
     *
     * @param takeNext whether the conversation's next turn may begin
     * @return whether this call ended it
     */
    Mono<Boolean> end(Turn turn, EndingReason reason, boolean takeNext) {
        return journal.continueWriting(turn.stream(), kind)
                .flatMap(writer -> said(turn)
                        .flatMap(said -> engine.endOrphan(turn, writer, said, reason, takeNext))
                        // a damaged log: its rows cannot be trusted, but it gets its end
                        .onErrorResume(error -> !StorageProblem.mayPass(error), error -> {
                            log.warn("The log of turn {} is damaged", turn.id(), error);
                            return engine.endOrphan(turn, writer, new Transcript(turn.inputs()), reason, takeNext);
                        }));
    }

    private Mono<Transcript> said(Turn turn) {
        return Mono.defer(() -> {
            Transcript said = new Transcript(turn.inputs());
            return logs.of(turn).doOnNext(entry -> said.add(entry.event())).then(Mono.just(said));
        });
    }

    private Mono<Void> takeWaiting(Turn turn) {
        return said(turn)
                .flatMap(said -> journal.continueWriting(turn.stream(), kind).doOnNext(writer -> {
                    TurnRun run = engine.take(turn, writer, said);
                    run.firstEvents().published();
                    run.rest();
                }))
                .then()
                .onErrorResume(damaged -> {
                    log.warn("Turn {} waits for an answer, but its log is damaged", turn.id(), damaged);
                    return sealOrLeave(turn);
                });
    }

    private Mono<Void> takeQueued(Turn turn) {
        return journal.continueWriting(turn.stream(), kind)
                .doOnNext(writer -> engine.take(turn, writer, new Transcript(turn.inputs()))
                        .firstEvents()
                        .published())
                .then();
    }

    private Mono<Void> startHeads() {
        List<Turn> heads = engine.open().stream()
                .map(TurnRun::turn)
                .sorted((a, b) -> Long.compare(a.no(), b.no()))
                .collect(FirstOfConversation.collector());
        return Flux.fromIterable(heads)
                .concatMap(head -> turns.startNext(head.owner(), head.conversationNo()))
                .doOnNext(next -> {
                    TurnRun run = engine.find(next.id());
                    if (run != null) {
                        engine.launch(run);
                    }
                })
                .then();
    }
}
