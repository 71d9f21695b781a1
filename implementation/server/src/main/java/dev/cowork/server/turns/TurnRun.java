package dev.cowork.server.turns;

import dev.cowork.server.agent.AgentFailure;
import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.journal.StreamWriter;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * One open turn in memory: takes what its agent says, sees it into the log in order, and hands the turn to its end exactly once.
 *
 * <p>While one write is under way the next deltas gather into one event, so a fast model costs few writes and a slow one has no delay. The
 * agent is asked for more only as the log takes it.
 *
 * <p>An agent that has asked something and completes leaves the turn waiting: nothing of it runs. When all is answered, the turn goes on.
 */
final class TurnRun {

    private static final Logger log = LoggerFactory.getLogger(TurnRun.class);

    private final Turn turn;
    private final StreamWriter<TurnEvent> writer;
    private final Transcript said;
    private final TurnLog turnLog;
    private final TurnEnder ender;
    private final Predicate<TurnRun> resumer;

    private final Unwritten unwritten = new Unwritten();
    private final FirstEvents firstEvents = new FirstEvents();
    private final TurnStop stop = new TurnStop();
    private final StoredAnswers answers = new StoredAnswers();
    private volatile AgentListener listener = listener();
    private @Nullable EndingReason reason;
    private boolean writing;
    private boolean closing;
    private boolean running;
    private boolean active;
    private boolean waiting;
    private volatile long lastWrite = System.nanoTime();

    TurnRun(
            Turn turn,
            StreamWriter<TurnEvent> writer,
            Transcript said,
            TurnLog turnLog,
            TurnEnder ender,
            Predicate<TurnRun> resumer) {
        this.turn = turn;
        this.writer = writer;
        this.said = said;
        this.turnLog = turnLog;
        this.ender = ender;
        this.resumer = resumer;
    }

    Turn turn() {
        return turn;
    }

    StreamWriter<TurnEvent> writer() {
        return writer;
    }

    Transcript said() {
        return said;
    }

    /** Completes when somebody wants the turn to end. */
    Mono<Void> stopped() {
        return stop.wanted();
    }

    /** Whether its first events can be seen: what has to come after them waits here. */
    FirstEvents firstEvents() {
        return firstEvents;
    }

    /** Lets the agent work. Does nothing if the turn is ending already. */
    void run(Flux<TurnEvent> agent) {
        synchronized (this) {
            if (reason != null) {
                return;
            }
            running = true;
            active = true;
            unwritten.begin();
            listener = listener();
        }
        agent.subscribe(listener);
    }

    /** Lets a turn that was waiting when the server ended go on waiting. */
    void rest() {
        synchronized (this) {
            running = true;
            waiting = true;
        }
        goOn();
    }

    /** Whether it has asked something that is to be answered before it goes on. */
    synchronized boolean waiting() {
        return waiting;
    }

    /**
     * Answers an open question of this turn.
     *
     * @param answer the answer
     * @return when an answer is durable or the turn has ended: whether it is this one
     */
    Mono<Boolean> answer(TurnEvent.Answered answer) {
        boolean first;
        synchronized (this) {
            if (reason != null) {
                return stop.over().thenReturn(false);
            }
            first = answers.claim(answer.questionId());
            if (first) {
                unwritten.add(answer);
            }
        }
        drain();
        return answers.stored(answer.questionId()).thenReturn(first);
    }

    /** Goes on as soon as all is answered, all is written and nothing of the agent is left. */
    private void goOn() {
        synchronized (this) {
            if (!waiting
                    || active
                    || writing
                    || reason != null
                    || !unwritten.isEmpty()
                    || !said.questions().isEmpty()) {
                return;
            }
            waiting = false;
        }
        if (!resumer.test(this)) {
            synchronized (this) {
                waiting = true;
            }
        }
    }

    private AgentListener listener() {
        return new AgentListener(Unwritten.MOST, this::hear, this::agentCompleted, this::agentFailed);
    }

    /** Whether its agent was set to work. */
    synchronized boolean running() {
        return running;
    }

    /** Writes an event of the engine's own between those of the agent. */
    void say(TurnEvent event) {
        synchronized (this) {
            if (reason != null) {
                return;
            }
            unwritten.add(event);
        }
        drain();
    }

    /**
     * Ends the turn after what has been said so far is written. The first reason counts.
     *
     * @param why the reason
     * @return completes when the last event is durable: true when this call's reason is the one that counts
     */
    Mono<Boolean> end(EndingReason why) {
        boolean first;
        synchronized (this) {
            first = reason == null;
            if (first) {
                reason = why;
            }
        }
        stop.tell(listener);
        drain();
        return stop.over().thenReturn(first);
    }

    /** How long ago something was written. */
    Duration silence() {
        return Duration.ofNanos(System.nanoTime() - lastWrite);
    }

    private void drain() {
        List<TurnEvent> batch;
        EndingReason ending;
        synchronized (this) {
            if (writing || closing) {
                return;
            }
            batch = unwritten.take();
            boolean together = reason == EndingReason.COMPLETED && unwritten.isEmpty() && !Unwritten.asks(batch);
            ending = batch.isEmpty() || together ? reason : null;
            if (batch.isEmpty() && ending == null) {
                return;
            }
            writing = !batch.isEmpty();
            closing = batch.isEmpty();
        }
        if (ending == null) {
            write(batch);
        } else if (batch.isEmpty()) {
            close(ending);
        } else {
            // if that fails nothing has changed: apart then, each told and tried again as it needs
            ender.endWith(this, ending, batch).subscribe(null, error -> write(batch), stop::ended);
        }
    }

    private void write(List<TurnEvent> batch) {
        turnLog.append(turn, writer, said, batch).subscribe(null, this::cannotWrite, () -> written(batch));
    }

    private void written(List<TurnEvent> batch) {
        lastWrite = System.nanoTime();
        answers.written(batch);
        int more;
        synchronized (this) {
            writing = false;
            more = unwritten.room();
        }
        if (more > 0) {
            listener.request(more);
        }
        drain();
        goOn();
    }

    private void cannotWrite(Throwable error) {
        log.warn("Turn {} could not be written", turn.id(), error);
        writer.failReaders(StorageProblem.of(error));
        answers.failed(StorageProblem.of(error));
        synchronized (this) {
            writing = false;
            unwritten.clear();
            // also when it was ending already: what it said last is not in the log
            reason = new EndingReason.Failed(StorageProblem.failure(error));
        }
        stop.tell(listener);
        drain();
    }

    private void close(EndingReason ending) {
        ender.end(this, ending)
                .subscribe(
                        null,
                        error -> {
                            log.error("Turn {} could not be ended", turn.id(), error);
                            stop.cannotEnd(error);
                        },
                        stop::ended);
    }

    private void hear(TurnEvent event) {
        synchronized (this) {
            if (reason != null) {
                return;
            }
            waiting |= event instanceof TurnEvent.Asked;
            unwritten.hear(event);
        }
        // a beginning is written with its first delta, which then need not wait for it
        if (!(event instanceof TurnEvent.ItemStarted)) {
            drain();
        }
    }

    private void agentCompleted() {
        boolean waits;
        synchronized (this) {
            active = false;
            waits = waiting;
        }
        if (waits) {
            goOn();
        } else {
            end(EndingReason.COMPLETED);
        }
    }

    private void agentFailed(Throwable error) {
        if (!(error instanceof AgentFailure)) {
            log.error("Turn {}: the agent failed", turn.id(), error);
        }
        end(EndingReason.Failed.of(error));
    }
}
