package dev.cowork.server.turns;

import dev.cowork.server.agent.TurnEvent;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/** Signs of life while turns run, and their sealing when the server ends: before the web server stops, so that readers get the last frame. */
@Component
class TurnLifecycle implements SmartLifecycle {

    /** What begins last ends first. */
    static final int PHASE = Integer.MAX_VALUE - 10;

    static final Duration SEALING = Duration.ofMillis(1500);
    private static final Logger log = LoggerFactory.getLogger(TurnLifecycle.class);

    private final TurnEngine engine;
    private final Duration silence;
    private volatile boolean running;
    private @Nullable Disposable watch;

    TurnLifecycle(
            TurnRecovery recovery, TurnEngine engine, @Value("${cowork.turns.sign-of-life:60s}") Duration silence) {
        this.engine = engine;
        this.silence = silence;
    }

    @Override
    public void start() {
        watch = Flux.interval(silence.dividedBy(60)).onBackpressureDrop().subscribe(tick -> signs());
        running = true;
    }

    private void signs() {
        for (TurnRun run : engine.open()) {
            if (run.silence().compareTo(silence) >= 0) {
                run.say(sign(run));
            }
        }
    }

    private TurnEvent sign(TurnRun run) {
        if (run.waiting()) {
            return new TurnEvent.Progress("user_wait", "Waiting for your answer");
        }
        return run.running()
                ? new TurnEvent.Progress("model_wait", "Still working")
                : new TurnEvent.Queued(place(run.turn()));
    }

    /** How many turns of its conversation come before it. */
    private int place(Turn turn) {
        long before = engine.open().stream()
                .map(TurnRun::turn)
                .filter(other -> other.conversationNo() == turn.conversationNo() && other.ordinal() < turn.ordinal())
                .count();
        return Math.max(1, (int) before);
    }

    @Override
    public void stop() {
        running = false;
        Disposable ticking = watch;
        if (ticking != null) {
            ticking.dispose();
        }
        try {
            engine.stopAll().block(SEALING);
        } catch (RuntimeException late) {
            log.warn("Not every running turn could be sealed; the next start does it", late);
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
