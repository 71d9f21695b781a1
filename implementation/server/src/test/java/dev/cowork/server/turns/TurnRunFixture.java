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
    final AtomicInteger resumed = new AtomicInteger();
    final TurnRun run = new TurnRun(
            TURN,
            new DetachedWriter().writer(),
            new Transcript(1),
            log,
            (turn, reason) -> {
                endings.add(reason);
                return Mono.empty();
            },
            goesOn -> resumed.incrementAndGet() > 0);

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
