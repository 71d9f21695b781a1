package dev.cowork.r2dbc.sqlite.client;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/**
 * Exclusive use of one worker for one transaction. It asks for the worker when its first work is submitted, not before:
 * so a transaction whose user disappears between beginning and using it holds nothing. It ends by commit or rollback, by
 * {@link #release}, or by force when its time is over; then the worker rolls back and goes on with other work.
 */
public final class Lease implements Item, Cursor.Owner {

    private static final int IDLE = 0;
    private static final int REQUESTED = 1;
    private static final int ACTIVE = 2;
    private static final int OVER = 3;

    private final WorkQueue own;
    private final WorkQueue shared;
    private final Engine engine;
    private final Failures failures;
    private final boolean readOnly;
    private final boolean durable;
    private final Patience patience;
    private final AtomicInteger state = new AtomicInteger(IDLE);
    private final AtomicReference<@Nullable Ending> ending = new AtomicReference<>();
    private volatile long requestedAt;
    private volatile long begunAt;
    private volatile boolean begun;

    /** Why a lease is over, and what later use is told. */
    record Ending(boolean regular, Supplier<RuntimeException> reason) {}

    Lease(WorkQueue shared, Engine engine, boolean readOnly, boolean durable, Patience patience) {
        this.own = new WorkQueue(engine, () -> {});
        this.shared = shared;
        this.engine = engine;
        this.failures = engine.failures;
        this.readOnly = readOnly;
        this.durable = durable;
        this.patience = patience;
    }

    /**
     * Runs work inside the transaction, after all work submitted before.
     *
     * @param request the work
     * @param actual gets the result
     * @param <T> type of the result
     */
    public <T> void submit(Request<T> request, CoreSubscriber<? super T> actual) {
        Task<T> task = new Task<>(request, actual, engine, engine.settings.emitInTransactionsOn());
        actual.onSubscribe(task);
        submit(task);
    }

    private void submit(Task<?> task) {
        own.submit(task);
        if (state.get() == IDLE && !own.isEmpty() && state.compareAndSet(IDLE, REQUESTED)) {
            requestedAt = engine.ticker.now();
            shared.submit(this);
        }
    }

    /**
     * Commits and ends the lease. If the commit fails everything is rolled back. Cancelling does not undo it.
     *
     * @return completes when the commit is as durable as was asked for
     */
    public Mono<Void> commit() {
        return Mono.defer(() -> own.isEmpty() && endUnused() ? Mono.empty() : finish(true));
    }

    /**
     * Rolls back and ends the lease; completes without doing anything if it is over or has not begun.
     *
     * @return completes when the worker is free
     */
    public Mono<Void> rollback() {
        return Mono.defer(() -> endUnused() ? Mono.empty() : finish(false));
    }

    private Mono<Void> finish(boolean commit) {
        return new Mono<>() {
            @Override
            public void subscribe(CoreSubscriber<? super Void> actual) {
                submit(Finish.create(commit, actual, engine));
            }
        };
    }

    /** Ends a lease that has not begun and tells whatever waits in it. */
    private boolean endUnused() {
        if (!state.compareAndSet(IDLE, OVER) && !state.compareAndSet(REQUESTED, OVER)) {
            return false;
        }
        end(new Ending(true, failures::transactionOver));
        cleanUpUnused();
        return true;
    }

    private void cleanUpUnused() {
        shared.remove(this);
        own.drain(reason());
    }

    /** Rolls back and ends the lease as soon as the worker comes to it. Never waits; may be called any number of times. */
    public void release() {
        end(new Ending(true, failures::transactionOver));
    }

    /** {@return whether it ended as its user wished, so that another may begin} */
    public boolean isReleased() {
        Ending now = ending.get();
        return now != null && now.regular();
    }

    boolean isReadOnly() {
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

    /** What use of it is told now that it is over. */
    Supplier<RuntimeException> reason() {
        Ending now = ending.get();
        return now != null ? now.reason() : failures::transactionOver;
    }

    /** Ends the lease if it is not over yet; the first reason stays. A lease in use is then given back by its worker. */
    boolean end(Ending why) {
        boolean first = ending.compareAndSet(null, why);
        if (first) {
            own.close(why.reason());
            own.wake();
            if (state.compareAndSet(IDLE, OVER) || state.compareAndSet(REQUESTED, OVER)) {
                cleanUpUnused();
            }
        }
        return first;
    }

    /** Called by the worker whose turn has come; false if the lease is over or nobody needs it any more. */
    boolean activate() {
        if (own.isEmpty()) {
            // the work it was requested for has been cancelled; look again after saying so, for new work may have come
            if (!state.compareAndSet(REQUESTED, IDLE) || own.isEmpty() || !state.compareAndSet(IDLE, REQUESTED)) {
                return false;
            }
        }
        return state.compareAndSet(REQUESTED, ACTIVE);
    }

    /** Called by the worker when it has rolled back or committed. */
    void giveBack() {
        release();
        // whoever ended the lease may not have come to close its queue yet
        own.close(reason());
        own.drain(reason());
    }

    /** Called by the worker when the transaction is open: its time begins here, not while it waited for a lock. */
    void begun() {
        begunAt = engine.ticker.now();
        begun = true;
    }

    boolean lastsTooLong(long now) {
        return begun && Ticker.isOver(begunAt, engine.settings.leaseLimit().toNanos(), now);
    }

    /** A cursor opened in this transaction has something to do. */
    @Override
    public void wanted(Cursor<?> cursor) {
        own.submitBeyondCapacity(cursor);
    }

    @Override
    public boolean waitedTooLong(long moved, long now) {
        return patience.isOver(requestedAt, moved, now);
    }

    @Override
    public void timeOut() {
        end(new Ending(false, () -> failures.lockTimeout(patience)));
    }

    @Override
    public void refuse(RuntimeException reason) {
        end(new Ending(false, () -> reason));
    }
}
