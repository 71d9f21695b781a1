package dev.cowork.r2dbc.sqlite.client;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Exclusive use of one worker for one transaction. It ends by commit or rollback, by {@link #release}, or by force when
 * its time is over; then the worker rolls back and goes on with other work.
 */
public final class Lease {

    private final WorkQueue own;
    private final Scheduler emitOn;
    private final Failures failures;
    private final boolean readOnly;
    private final boolean durable;
    private final AtomicReference<@Nullable Ending> ending = new AtomicReference<>();
    private volatile long startedAt;

    /** Why a lease is over, and what later use is told. */
    record Ending(boolean regular, Supplier<RuntimeException> reason) {}

    Lease(ClientSettings settings, Counters counters, boolean readOnly, boolean durable) {
        this.own = new WorkQueue(settings.queueCapacity(), settings.failures(), counters);
        this.emitOn = settings.emitOn();
        this.failures = settings.failures();
        this.readOnly = readOnly;
        this.durable = durable;
    }

    /**
     * Runs work inside the transaction, after all work submitted before.
     *
     * @param request the work
     * @param actual gets the result
     * @param <T> type of the result
     */
    public <T> void submit(Request<T> request, CoreSubscriber<? super T> actual) {
        Task<T> task = new Task<>(request, actual, emitOn);
        actual.onSubscribe(task);
        own.submit(task);
    }

    /**
     * Commits and ends the lease. If the commit fails everything is rolled back. Cancelling does not undo it.
     *
     * @return completes when the commit is as durable as was asked for
     */
    public Mono<Void> commit() {
        return Finish.submit(own, emitOn, true);
    }

    /**
     * Rolls back and ends the lease; completes without doing anything if it is over.
     *
     * @return completes when the worker is free
     */
    public Mono<Void> rollback() {
        return Finish.submit(own, emitOn, false);
    }

    /** Rolls back and ends the lease as soon as the worker comes to it. Never waits; may be called any number of times. */
    public void release() {
        end(new Ending(true, failures::transactionOver));
    }

    /** @return whether it ended as its user wished, so that another may begin */
    public boolean isReleased() {
        Ending now = ending.get();
        return now != null && now.regular();
    }

    /** @return whether it was begun as read only */
    public boolean isReadOnly() {
        return readOnly;
    }

    boolean durable() {
        return durable;
    }

    WorkQueue own() {
        return own;
    }

    @Nullable
    Ending ending() {
        return ending.get();
    }

    /** Ends the lease if it is not over yet; the first reason stays. */
    boolean end(Ending why) {
        boolean first = ending.compareAndSet(null, why);
        if (first) {
            own.close(why.reason());
            own.wake();
        }
        return first;
    }

    void started(long now) {
        startedAt = now;
    }

    boolean lastsLongerThan(long nanos, long now) {
        return now - startedAt > nanos;
    }
}
