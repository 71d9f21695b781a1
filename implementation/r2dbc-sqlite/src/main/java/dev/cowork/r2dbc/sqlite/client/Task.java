package dev.cowork.r2dbc.sqlite.client;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;

/**
 * A request on its way: queued by the subscriber's thread, run by a worker, signalled on a scheduler. Cancelling wins
 * or loses against each step by one compare-and-set.
 */
non-sealed class Task<T> implements Item, Running, Subscription, Runnable {

    private static final int QUEUED = 0;
    private static final int RUNNING = 1;
    private static final int ANSWERED = 2;
    private static final int SIGNALLED = 3;
    private static final int CANCELLED = 4;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Task.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final Request<T> request;
    private final CoreSubscriber<? super T> actual;
    private final Engine engine;
    private final Scheduler emitOn;
    private volatile long queuedAt;
    private volatile long startedAt;
    private volatile int state;
    private volatile boolean requested;
    private volatile @Nullable WorkQueue queue;
    private volatile @Nullable Session interruptible;
    private volatile @Nullable Cursor<?> left;
    private boolean redirected;
    private @Nullable T value;
    private @Nullable Throwable error;

    Task(Request<T> request, CoreSubscriber<? super T> actual, Engine engine, Scheduler emitOn) {
        this.request = request;
        this.actual = actual;
        this.engine = engine;
        this.emitOn = emitOn;
    }

    /** From here on it waits; time it has spent elsewhere does not count. */
    void queuedIn(WorkQueue waitsIn) {
        this.queuedAt = engine.ticker.now();
        this.queue = waitsIn;
    }

    /** Takes the task out of the queue's hands; false if it was cancelled or failed while it waited. */
    boolean start() {
        return STATE.compareAndSet(this, QUEUED, RUNNING);
    }

    /** Says that cancelling may interrupt the statement: only where no transaction can be lost by it. */
    void interruptibleIn(Session session) {
        interruptible = session;
    }

    /** Runs the work and keeps its outcome; nothing is signalled yet. Returns what it threw. */
    @Nullable
    Throwable execute(Session session) {
        startedAt = engine.ticker.now();
        session.enter(this);
        try {
            if (isAbandoned()) {
                return null;
            }
            value = request.work().run(session);
            error = null;
            return null;
        } catch (Throwable e) {
            value = null;
            error = engine.failures.of(e, request.sql());
            return e;
        } finally {
            session.exit(this);
        }
    }

    /** Replaces the outcome by an error. */
    void spoil(Throwable e) {
        value = null;
        error = e;
    }

    boolean failed() {
        return error != null;
    }

    /** Signals the outcome kept by {@link #execute}; false if nobody wants it any more. */
    boolean answer() {
        if (!STATE.compareAndSet(this, RUNNING, ANSWERED)) {
            return false;
        }
        if (requested || error != null || value == null) {
            schedule();
        }
        return true;
    }

    /** Signals a result whose rows are yet to be read; if nobody wants it any more, nobody reads them. */
    void answerWith(Cursor<?> cursor) {
        left = cursor;
        if (!answer()) {
            cursor.cancel();
        }
    }

    /** Ends the task with an error, from whatever step before the answer. */
    void fail(Throwable e) {
        if (STATE.compareAndSet(this, QUEUED, RUNNING) || state == RUNNING) {
            spoil(e);
            answer();
        }
    }

    /** Puts a running task back, to be run by another worker; as a write, if the writer is to run it. */
    boolean redirect(boolean toWriter) {
        redirected |= toWriter;
        value = null;
        error = null;
        interruptible = null;
        return STATE.compareAndSet(this, RUNNING, QUEUED);
    }

    /** Says that it writes, although it was taken for a read. */
    void writesAfterAll() {
        redirected = true;
    }

    /** Whether it may change data, so that its commit has to be synced as asked. */
    boolean writes() {
        return request.mode() != Mode.READ || redirected;
    }

    /** Whether nobody waits for it and it may be broken off. */
    @Override
    public boolean isAbandoned() {
        return state == CANCELLED && interruptible != null;
    }

    boolean isCancelled() {
        return state == CANCELLED;
    }

    @Override
    public boolean waitedTooLong(long moved, long now) {
        return request.patience().isOver(queuedAt, moved, now);
    }

    @Override
    public void timeOut() {
        fail(engine.failures.lockTimeout(request.patience()));
    }

    @Override
    public void refuse(RuntimeException reason) {
        fail(reason);
    }

    @Override
    public boolean ranTooLong(long now) {
        return request.runNanos() > 0 && Ticker.isOver(startedAt, request.runNanos(), now);
    }

    @Override
    public void request(long n) {
        if (Operators.validate(n)) {
            requested = true;
            if (state == ANSWERED) {
                schedule();
            }
        }
    }

    @Override
    public void cancel() {
        int now = state;
        while (now < SIGNALLED && !STATE.compareAndSet(this, now, CANCELLED)) {
            now = state;
        }
        switch (now) {
            case QUEUED -> leaveQueue();
            case RUNNING -> interrupt();
            case ANSWERED -> leaveResult();
            default -> {
                // signalled already
            }
        }
    }

    private void leaveQueue() {
        WorkQueue waitsIn = queue;
        if (waitsIn != null) {
            waitsIn.remove(this);
        }
    }

    private void leaveResult() {
        Cursor<?> cursor = left;
        if (cursor != null) {
            cursor.cancel();
        }
    }

    private void interrupt() {
        Session session = interruptible;
        if (session != null) {
            session.interrupt(this);
        }
    }

    private void schedule() {
        try {
            emitOn.schedule(this);
        } catch (RejectedExecutionException e) {
            // the scheduler is disposed: better on this thread than never
            run();
        }
    }

    /** Signals, on the scheduler. */
    @Override
    public void run() {
        if (!STATE.compareAndSet(this, ANSWERED, SIGNALLED)) {
            return;
        }
        Throwable e = error;
        T result = value;
        if (e != null) {
            actual.onError(e);
        } else {
            if (result != null) {
                actual.onNext(result);
            }
            actual.onComplete();
        }
    }
}
