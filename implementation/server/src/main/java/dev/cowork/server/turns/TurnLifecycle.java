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

/** Ties turns to the life of the process: recovery before the first request, signs of life while it runs, sealing before it ends. */
@Component
class TurnLifecycle implements SmartLifecycle {

    /** Begins before the web server and ends after it has stopped taking requests. */
    static final int PHASE = 0;

    static final Duration SEALING = Duration.ofMillis(2500);
    private static final Duration RECOVERY = Duration.ofSeconds(60);
    private static final Logger log = LoggerFactory.getLogger(TurnLifecycle.class);

    private final TurnRecovery recovery;
    private final TurnEngine engine;
    private final Duration silence;
    private volatile boolean running;
    private @Nullable Disposable watch;

    TurnLifecycle(
            TurnRecovery recovery, TurnEngine engine, @Value("${cowork.turns.sign-of-life:60s}") Duration silence) {
        this.recovery = recovery;
        this.engine = engine;
        this.silence = silence;
    }

    @Override
    public void start() {
        // The one place that waits: nobody is served before the last run's turns are sealed.
        recovery.seal().then(recovery.resume()).block(RECOVERY);
        watch = Flux.interval(silence.dividedBy(12)).onBackpressureDrop().subscribe(tick -> signs());
        running = true;
    }

    private void signs() {
        for (TurnRun run : engine.open()) {
            if (run.silence().compareTo(silence) >= 0) {
                run.say(
                        run.running()
                                ? new TurnEvent.Progress("model_wait", "Still working")
                                : new TurnEvent.Queued(1));
            }
        }
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
