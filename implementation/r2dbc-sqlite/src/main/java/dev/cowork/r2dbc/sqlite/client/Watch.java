package dev.cowork.r2dbc.sqlite.client;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Looks after time limits every {@value #TICK_MILLIS} ms while there is work, and sleeps otherwise. One timer for all
 * limits keeps the hot path free of them.
 */
final class Watch implements Runnable {

    static final int TICK_MILLIS = 50;

    private final List<Worker> workers;
    private final List<WorkQueue> queues;
    private final Failures failures;
    private final AtomicBoolean awake = new AtomicBoolean();
    private final ScheduledExecutorService timer;
    private volatile long closeAt;
    private volatile boolean closing;

    Watch(List<Worker> workers, List<WorkQueue> queues, Failures failures) {
        this.workers = workers;
        this.queues = queues;
        this.failures = failures;
        this.timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("sqlite-watch").factory());
    }

    /** Called with every task. */
    void wake() {
        if (!awake.get() && awake.compareAndSet(false, true)) {
            again();
        }
    }

    /** From the given time on whatever still runs or waits is broken off. */
    void closeAt(long nanoTime) {
        closeAt = nanoTime;
        closing = true;
        wake();
    }

    void stop() {
        timer.shutdownNow();
    }

    @Override
    public void run() {
        boolean busy = true;
        try {
            busy = look();
        } finally {
            // whatever happens, it must not go to sleep with work before it
            if (busy) {
                again();
            } else {
                rest();
            }
        }
    }

    /** Looks once at all limits; returns whether there is anything to go on watching. */
    private boolean look() {
        boolean busy = closing;
        long now = System.nanoTime();
        boolean closeNow = closing && now - closeAt >= 0;
        for (WorkQueue queue : queues) {
            if (!queue.isEmpty()) {
                busy = true;
                queue.expire(now);
                if (closeNow) {
                    queue.drain(failures::closed);
                    workers.forEach(worker -> queue.wake());
                }
            }
        }
        for (Worker worker : workers) {
            busy |= worker.inspect(now, closeNow);
        }
        return busy;
    }

    private void rest() {
        awake.set(false);
        // what came since the look has not woken anybody
        if (queues.stream().anyMatch(queue -> !queue.isEmpty())
                || workers.stream().anyMatch(Worker::isBusy)) {
            wake();
        }
    }

    private void again() {
        try {
            timer.schedule(this, TICK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // closed
        }
    }
}
