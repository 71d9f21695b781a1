package dev.cowork.r2dbc.sqlite.client;

import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.core.publisher.Sinks;

/**
 * A result too long to be held in memory: its rows are read when they are asked for, by the thread that owns its session.
 * Gives the rows once.
 *
 * @param <R> type of a row
 */
public final class Cursor<R> implements Item, Running {

    /** Who runs {@link #step} when a cursor has something to do. */
    interface Owner {
        void wanted(Cursor<?> cursor);
    }

    private final Engine engine;
    private final Session session;
    private final Rows<R> rows;
    private final String sql;
    private final AtomicLong demand = new AtomicLong();
    private final AtomicInteger wanted = new AtomicInteger();
    private final AtomicBoolean taken = new AtomicBoolean();
    private final AtomicBoolean told = new AtomicBoolean();
    /** Overtakes rows that nobody asks for. */
    private final Sinks.Empty<Void> broken = Sinks.empty();

    private volatile @Nullable Owner owner;
    private volatile boolean mayInterrupt;
    private volatile @Nullable Subscriber<? super R> reader;
    private volatile long usedAt;
    private volatile boolean cancelled;
    private volatile boolean over;
    private volatile @Nullable RuntimeException failure;

    Cursor(Engine engine, Session session, Rows<R> rows, String sql) {
        this.engine = engine;
        this.session = session;
        this.rows = rows;
        this.sql = sql;
        used();
    }

    /** Gives the cursor to whoever steps it from now on. Before that nobody can have heard of it. */
    void ownedBy(Owner stepper, boolean interruptible) {
        this.mayInterrupt = interruptible;
        this.owner = stepper;
        if (wanted.get() > 0) {
            stepper.wanted(this);
        }
    }

    /** {@return the rows, on the configured scheduler; only the first subscriber gets them} */
    public Flux<R> rows() {
        int batch = rows.batch();
        Publisher<R> steps = this::read;
        return Flux.from(steps)
                .publishOn(engine.settings.emitOn(), batch)
                .takeUntilOther(broken.asMono().publishOn(engine.settings.emitOn()))
                .doOnRequest(n -> used())
                .doOnNext(row -> used());
    }

    private void used() {
        usedAt = engine.ticker.now();
    }

    private void read(Subscriber<? super R> subscriber) {
        if (taken.compareAndSet(false, true)) {
            subscriber.onSubscribe(new Demand());
            // not before: it must not hear of rows or an end earlier than of its subscription
            reader = subscriber;
            want();
        } else {
            Operators.error(
                    Operators.toCoreSubscriber(subscriber),
                    new IllegalStateException("The rows of a long result can be read only once"));
        }
    }

    /** What the reader holds. */
    private final class Demand implements Subscription {

        @Override
        public void request(long n) {
            if (Operators.validate(n)) {
                demand.accumulateAndGet(n, Operators::addCap);
                used();
                want();
            }
        }

        @Override
        public void cancel() {
            Cursor.this.cancel();
        }
    }

    /** Gives the result up. Never waits. */
    public void cancel() {
        cancelled = true;
        if (mayInterrupt) {
            session.interrupt(this);
        }
        want();
    }

    /** Breaks it off with an error that overtakes the rows kept ready; from any thread. Never waits. */
    void fail(RuntimeException reason) {
        if (failure == null) {
            failure = reason;
        }
        broken.tryEmitError(reason);
        want();
    }

    /** Breaks it off at once; on the thread that owns the session. */
    void breakOff(RuntimeException reason) {
        fail(reason);
        end(reason);
    }

    private void want() {
        Owner stepper = owner;
        if (over) {
            tell();
        } else if (stepper != null && wanted.getAndIncrement() == 0) {
            stepper.wanted(this);
        }
    }

    /** Called by the owner's thread: gives rows as long as they are asked for. */
    void step() {
        int seen = wanted.get();
        session.enter(this);
        try {
            emit();
        } catch (SQLException | RuntimeException | Error e) {
            end(engine.failures.of(e, sql));
        } finally {
            session.exit(this);
        }
        if (!over && wanted.addAndGet(-seen) != 0) {
            Owner stepper = owner;
            if (stepper != null) {
                stepper.wanted(this);
            }
        }
    }

    private void emit() throws SQLException {
        Subscriber<? super R> to = reader;
        long given = 0;
        while (!over && !cancelled && failure == null && to != null && given < demand.get()) {
            R row = rows.next();
            if (row == null) {
                end(null);
            } else {
                to.onNext(row);
                given++;
            }
        }
        if (demand.get() != Long.MAX_VALUE) {
            demand.addAndGet(-given);
        }
        if (cancelled || failure != null) {
            end(failure);
        }
    }

    /** Closes the result, with an error after the rows before it or none; on the thread that owns the session. */
    void end(@Nullable RuntimeException reason) {
        if (over) {
            return;
        }
        if (failure == null) {
            failure = reason;
        }
        session.forget(this);
        rows.close();
        over = true;
        tell();
    }

    private void tell() {
        Subscriber<? super R> to = reader;
        if (to == null || cancelled || !told.compareAndSet(false, true)) {
            return;
        }
        RuntimeException reason = failure;
        if (reason == null) {
            to.onComplete();
        } else {
            to.onError(reason);
        }
    }

    boolean isOver() {
        return over;
    }

    /** Whether the rows have waited too long to be asked for. */
    boolean isForgotten(long now) {
        return !over
                && failure == null
                && demand.get() == 0
                && Ticker.isOver(usedAt, engine.settings.exportLimit().toNanos(), now);
    }

    @Override
    public boolean isAbandoned() {
        return mayInterrupt && (cancelled || failure != null);
    }

    @Override
    public boolean ranTooLong(long now) {
        return false;
    }

    @Override
    public boolean waitedTooLong(long moved, long now) {
        return false;
    }

    @Override
    public void timeOut() {}

    @Override
    public void refuse(RuntimeException reason) {
        // the lease is over; its worker ends the cursors it left open
    }
}
