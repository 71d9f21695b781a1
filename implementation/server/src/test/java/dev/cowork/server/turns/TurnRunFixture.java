package dev.cowork.server.turns;

import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.journal.StreamRef;
import dev.cowork.server.journal.StreamWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** A turn in memory in front of a log that the test lets go on. */
abstract class TurnRunFixture {

    static final Turn TURN = new Turn(
            1,
            "resp_1",
            "local",
            1,
            "conv_1",
            new StreamRef(1, "resp_1", "local"),
            0,
            TurnState.RUNNING,
            "anton",
            null,
            null,
            null,
            1,
            "hello",
            "item_u",
            "item_a",
            0,
            null);

    final Log log = new Log();
    final List<EndingReason> endings = new ArrayList<>();
    final List<List<TurnEvent>> lastWords = new ArrayList<>();
    Mono<Void> together = Mono.error(new IllegalStateException("not together"));
    final AtomicInteger resumed = new AtomicInteger();
    final TurnRun run = new TurnRun(
            TURN,
            new DetachedWriter().writer(),
            new Transcript(1),
            log,
            ender(),
            goesOn -> resumed.incrementAndGet() > 0);

    /** Ends each turn at once; only that and what it said last in one is refused as long as the test has not said otherwise. */
    TurnEnder ender() {
        return new TurnEnder() {
            @Override
            public Mono<Void> end(TurnRun ending, EndingReason reason) {
                endings.add(reason);
                return Mono.empty();
            }

            @Override
            public Mono<Void> endWith(TurnRun ending, EndingReason reason, List<TurnEvent> words) {
                lastWords.add(List.copyOf(words));
                return together;
            }
        };
    }

    /** A log whose writes finish when the test says so. */
    static final class Log implements TurnLog {

        final List<List<TurnEvent>> batches = new ArrayList<>();
        private Sinks.Empty<Void> current = Sinks.empty();

        @Override
        public Mono<Void> append(Turn turn, StreamWriter<TurnEvent> writer, Transcript said, List<TurnEvent> events) {
            batches.add(List.copyOf(events));
            current = Sinks.empty();
            return current.asMono().doOnSuccess(written -> events.forEach(said::add));
        }

        void done() {
            current.tryEmitEmpty();
        }

        void failed(Throwable error) {
            current.tryEmitError(error);
        }
    }

    static TurnEvent delta(String text) {
        return new TurnEvent.TextDelta("item_1", 0, 0, text);
    }
}
