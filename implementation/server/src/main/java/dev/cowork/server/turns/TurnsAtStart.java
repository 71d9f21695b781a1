package dev.cowork.server.turns;

import java.time.Duration;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Recovers turns before the first request: it begins before the web server does. */
@Component
class TurnsAtStart implements SmartLifecycle {

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final TurnRecovery recovery;
    private volatile boolean running;

    TurnsAtStart(TurnRecovery recovery) {
        this.recovery = recovery;
    }

    @Override
    public void start() {
        // The one place that waits: nobody is served before the last run's turns are sealed.
        recovery.seal().then(recovery.resume()).block(PATIENCE);
        running = true;
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return 0;
    }
}
