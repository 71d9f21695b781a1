package dev.cowork.r2dbc.sqlite.client;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Looks after time limits every {@value #TICK_MILLIS} ms while there is work, and sleeps otherwise. One thread for all
 * limits keeps the hot path free of timers.
 */
final class Watch implements Runnable {

    static final int TICK_MILLIS = 50;
    static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS);

    /** Something with limits of its own. */
    interface Watched {

        /**
         * Enforces the limits once.
         *
         * @param closeNow whether everything is to be broken off
         * @return whether there is anything to go on watching
         */
        boolean inspect(long now, boolean closeNow);

        boolean isBusy();
    }

    private final Engine engine;
    private final List<? extends Watched> watched;
    private final List<WorkQueue> queues;
    private final AtomicBoolean awake = new AtomicBoolean();
    private final Thread thread;
    private volatile long closeAt;
    private volatile boolean closing;
    private volatile boolean stopped;

    Watch(Engine engine, List<? extends Watched> watched, List<WorkQueue> queues) {
        this.engine = engine;
        this.watched = watched;
        this.queues = queues;
        this.thread = Thread.ofPlatform().daemon().name("sqlite-watch").unstarted(this);
    }

    void start() {
        thread.start();
    }

    /** Called with every task; never waits. */
    void wake() {
        if (!awake.get() && awake.compareAndSet(false, true)) {
            LockSupport.unpark(thread);
        }
    }

    /** After the given time whatever still runs or waits is broken off. */
    void closeAfter(long nanos) {
        closeAt = engine.ticker.now() + nanos;
        closing = true;
        wake();
    }

    void stop() {
        stopped = true;
        LockSupport.unpark(thread);
    }

    @Override
    public void run() {
        while (!stopped) {
            while (!awake.get() && !stopped) {
                LockSupport.park(this);
            }
            engine.ticker.resume();
            boolean busy = true;
            while (busy && !stopped) {
                LockSupport.parkNanos(this, TICK_NANOS);
                busy = looked();
            }
            rest();
        }
    }

    private boolean looked() {
        try {
            return look();
        } catch (RuntimeException e) {
            // a subscriber that throws must not cost the others their limits
            return true;
        }
    }

    /** Looks once at all limits; returns whether there is anything to go on watching. */
    private boolean look() {
        boolean busy = closing;
        long now = engine.ticker.advance();
        boolean closeNow = closing && now - closeAt >= 0;
        for (WorkQueue queue : queues) {
            if (!queue.isEmpty()) {
                busy = true;
                queue.expire(now);
                if (closeNow) {
                    queue.drain(engine.failures::closed);
                    watched.forEach(worker -> queue.wake());
                }
            }
        }
        for (Watched one : watched) {
            busy |= one.inspect(now, closeNow);
        }
        return busy;
    }

    private void rest() {
        awake.set(false);
        // what came since the look has not woken anybody
        if (queues.stream().anyMatch(queue -> !queue.isEmpty())
                || watched.stream().anyMatch(Watched::isBusy)) {
            awake.set(true);
        }
    }
}
