package dev.cowork.r2dbc.sqlite.client;

import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;

/** One thread with one session: takes tasks from the queue it shares with its like, and serves one lease at a time. */
final class Worker implements Runnable {

    private final Session session;
    private final boolean writer;
    private final WorkQueue shared;
    private final WorkQueue writes;
    private final ClientSettings settings;
    private final Failures failures;
    private final Counters counters;
    private final GroupCommit group;
    private final CompletableFuture<Boolean> done = new CompletableFuture<>();
    private volatile @Nullable Lease lease;
    private @Nullable Item next;

    /**
     * @param shared the queue to take from
     * @param writes the writer's queue; the same as {@code shared} for the writer
     */
    Worker(Session session, WorkQueue shared, WorkQueue writes, ClientSettings settings, Counters counters) {
        this.session = session;
        this.writer = shared == writes;
        this.shared = shared;
        this.writes = writes;
        this.settings = settings;
        this.failures = settings.failures();
        this.counters = counters;
        this.group = new GroupCommit(session, failures, counters);
    }

    CompletableFuture<Boolean> done() {
        return done;
    }

    @Override
    public void run() {
        try {
            while (next != null || !shared.isClosed() || !shared.isEmpty()) {
                Item item = next != null ? next : shared.take();
                next = null;
                if (item instanceof Task<?> task) {
                    dispatch(task);
                } else if (item instanceof Lease wanted && wanted.activate()) {
                    serve(wanted);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            session.close();
            // a sibling may sleep before the queue although this one has taken its call
            shared.wake();
            done.complete(true);
        }
    }

    private void dispatch(Task<?> task) {
        try {
            if (writer && task.request.groupable()) {
                gather(task);
            } else {
                single(task);
            }
        } catch (RuntimeException | Error e) {
            // a worker must outlive whatever a task does to it
            session.rollback();
            task.fail(failures.of(e, task.request.sql()));
        }
    }

    private void gather(Task<?> first) {
        group.add(first);
        while (group.size() < settings.groupLimit()) {
            Item item = shared.poll();
            if (item == null) {
                break;
            }
            if (item instanceof Task<?> task && task.request.groupable()) {
                group.add(task);
            } else {
                next = item;
                break;
            }
        }
        group.run();
    }

    private void single(Task<?> task) {
        if (!task.start()) {
            return;
        }
        if (task.request.mode() == Mode.WRITE || task.request.mode() == Mode.ATOMIC) {
            group.commitAlone(task);
            return;
        }
        Throwable thrown = writer ? alone(task) : read(task);
        if (thrown != null && !writer && isReadOnly(thrown)) {
            counters.redirected();
            if (task.redirect()) {
                writes.submit(task);
            }
            return;
        }
        task.answer();
    }

    private @Nullable Throwable read(Task<?> task) {
        task.interruptibleIn(session);
        return task.execute(session);
    }

    private @Nullable Throwable alone(Task<?> task) {
        if (!task.writes()) {
            return task.execute(session);
        }
        try {
            session.durable(task.request.durable());
        } catch (SQLException e) {
            task.spoil(failures.of(e, task.request.sql()));
            return e;
        }
        Throwable thrown = task.execute(session);
        // nothing may stay open, whatever a script contained
        session.rollback();
        if (thrown == null) {
            session.committed();
            counters.committed(1, task.request.durable());
        }
        return thrown;
    }

    private void serve(Lease granted) throws InterruptedException {
        boolean guarded = writer && granted.isReadOnly();
        Finish last = null;
        counters.leaseOpened();
        lease = granted;
        try {
            begin(granted, guarded);
            last = untilOver(granted);
        } catch (SQLException | RuntimeException | Error e) {
            granted.refuse(failures.of(e, "BEGIN"));
        } finally {
            lease = null;
            if (last == null || !last.isCommit() || last.failed()) {
                session.rollback();
            }
            unguard(guarded);
            granted.giveBack();
            counters.leaseEnded();
            if (last != null) {
                last.answer();
            }
        }
    }

    private void begin(Lease granted, boolean guarded) throws SQLException {
        if (guarded) {
            session.control("PRAGMA query_only=ON");
        } else if (writer) {
            session.durable(granted.durable());
        }
        session.control(granted.isReadOnly() ? "BEGIN" : "BEGIN IMMEDIATE");
    }

    private void unguard(boolean guarded) {
        if (guarded) {
            try {
                session.control("PRAGMA query_only=OFF");
            } catch (SQLException e) {
                // cannot happen outside a transaction; if it does, writes will say so
            }
        }
    }

    /** Runs what comes for the lease; returns the task that ended it, if one did, yet to be answered. */
    private @Nullable Finish untilOver(Lease granted) throws InterruptedException {
        while (granted.ending() == null) {
            Item item = granted.own().take();
            if (item instanceof Finish finish) {
                if (finish.start()) {
                    finish(granted, finish);
                    return finish;
                }
            } else if (item instanceof Task<?> task && task.start()) {
                leased(granted, task);
            }
        }
        return null;
    }

    private void leased(Lease granted, Task<?> task) {
        Throwable thrown = task.execute(session);
        if (thrown != null) {
            Lease.Ending over = granted.ending();
            if (over != null) {
                task.spoil(granted.reason().get());
            } else if (!session.inTransaction()) {
                granted.end(new Lease.Ending(false, () -> failures.transactionLost(thrown)));
            }
        }
        task.answer();
    }

    private void finish(Lease granted, Finish finish) {
        if (!finish.isCommit()) {
            return;
        }
        try {
            session.control("COMMIT");
            session.committed();
            if (!granted.isReadOnly()) {
                counters.committed(1, granted.durable());
            }
        } catch (SQLException e) {
            finish.spoil(failures.of(e, "COMMIT"));
        }
    }

    /** Called by the watch. Returns whether there is anything to go on watching. */
    boolean inspect(long now, boolean closeNow) {
        Lease held = lease;
        Task<?> running = session.running();
        if (held != null && closeNow && held.end(new Lease.Ending(false, failures::closed))) {
            interrupt(running);
        } else if (held != null
                && held.lastsTooLong(now)
                && held.end(new Lease.Ending(false, () -> failures.leaseExpired(settings.leaseLimit())))) {
            counters.leaseExpired();
            interrupt(running);
        } else if (running != null && (closeNow || running.isAbandoned() || running.ranTooLong(now))) {
            interrupt(running);
        }
        return held != null || running != null;
    }

    boolean isBusy() {
        return lease != null || session.running() != null;
    }

    private void interrupt(@Nullable Task<?> running) {
        if (running != null) {
            session.interrupt(running);
        }
    }

    private static boolean isReadOnly(Throwable e) {
        return GroupCommit.primaryCode(e) == SQLiteErrorCode.SQLITE_READONLY.code;
    }
}
