package dev.cowork.r2dbc.sqlite.client;

import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;

/** One thread with one session: takes tasks from the queue it shares with its like, and serves one lease at a time. */
final class Worker implements Runnable, Watch.Watched {

    private final Engine engine;
    private final boolean writer;
    private final WorkQueue shared;
    private final GroupCommit group;
    private final Exports exports;
    private final @Nullable TransactionGroup together;
    private final CompletableFuture<Boolean> done = new CompletableFuture<>();
    private volatile Session session;
    private volatile @Nullable Tenancy tenancy;
    private @Nullable Item next;

    /**
     * @param shared the queue to take from
     * @param writes the writer's queue; the same as {@code shared} for the writer
     */
    Worker(Engine engine, Session session, WorkQueue shared, WorkQueue writes, Exports exports) {
        this.engine = engine;
        this.session = session;
        this.writer = shared == writes;
        this.shared = shared;
        this.exports = exports;
        this.group = new GroupCommit(session, engine);
        this.together = writer ? new TransactionGroup(session, engine, group, shared) : null;
    }

    CompletableFuture<Boolean> done() {
        return done;
    }

    @Override
    public void run() {
        try {
            while (next != null || isOpen() || !shared.isClosed() || !shared.isEmpty()) {
                Item item = take();
                if (item == null) {
                    continue;
                }
                if (item instanceof Task<?> task) {
                    dispatch(task);
                } else if (item instanceof Lease wanted && wanted.activate()) {
                    Tenancy granted = new Tenancy(engine, session, shared, together, wanted);
                    tenancy = granted;
                    granted.serve(() -> tenancy = null);
                }
                shared.move();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (together != null && together.isOpen()) {
                together.lost(engine.failures.closed());
                together.answer();
            }
            session.close();
            // a sibling may sleep before the queue although this one has taken its call
            shared.wake();
            done.complete(true);
        }
    }

    private boolean isOpen() {
        return together != null && together.isOpen();
    }

    /** The next item; what cannot share the open commit waits for it, and so does nothing, which commits too. */
    private @Nullable Item take() throws InterruptedException {
        Item item = next != null ? next : isOpen() ? shared.poll() : shared.take();
        next = null;
        if (together != null && together.isOpen() && (item == null || !together.admits(item))) {
            together.commit();
            together.answer();
        }
        return item;
    }

    private void dispatch(Task<?> task) {
        try {
            if (together != null && together.isOpen()) {
                together.run(task);
                together.answer();
            } else if (writer && task.request.groupable()) {
                gather(task);
            } else {
                single(task);
            }
        } catch (SQLException | RuntimeException | Error e) {
            // a worker must outlive whatever a task does to it
            session.closeCursors(engine.failures::transactionOver);
            if (together != null) {
                together.lost(e);
                together.answer();
            } else {
                session.rollback();
            }
            task.fail(engine.failures.of(e, task.request.sql()));
        }
    }

    private void gather(Task<?> first) {
        group.add(first);
        while (group.size() < engine.settings.groupLimit()) {
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

    private void single(Task<?> task) throws SQLException {
        if (!task.start()) {
            return;
        }
        if (!writer) {
            read(task);
        } else if (task.request.mode() == Mode.WRITE || task.request.mode() == Mode.ATOMIC) {
            group.commitAlone(task);
        } else {
            alone(task);
        }
    }

    private void read(Task<?> task) throws SQLException {
        task.interruptibleIn(session);
        session.mayLeaveOpen(true);
        Throwable thrown = task.execute(session);
        Cursor<?> opened = session.lastOpened();
        if (opened != null) {
            session = exports.takeOver(session, task, opened);
        } else if (thrown != null && GroupCommit.primaryCode(thrown) == SQLiteErrorCode.SQLITE_READONLY.code) {
            exports.redirect(task);
        } else {
            task.answer();
        }
    }

    private void alone(Task<?> task) {
        session.mayLeaveOpen(false);
        if (!task.writes()) {
            task.execute(session);
            task.answer();
            return;
        }
        try {
            session.durable(task.request.durable());
        } catch (SQLException e) {
            task.spoil(engine.failures.of(e, task.request.sql()));
            task.answer();
            return;
        }
        Throwable thrown = task.execute(session);
        // nothing may stay open, whatever a script contained
        session.rollback();
        if (thrown == null) {
            session.committed();
            engine.counters.committed(1, task.request.durable());
        }
        task.answer();
    }

    @Override
    public boolean inspect(long now, boolean closeNow) {
        Tenancy held = tenancy;
        Session used = session;
        Running running = used.running();
        boolean over = held != null && held.isOver(now, closeNow);
        if (running != null && (over || closeNow || running.isAbandoned() || running.ranTooLong(now))) {
            // again at each look: what was between two steps has not felt it
            used.interrupt(running);
        }
        return held != null || running != null;
    }

    @Override
    public boolean isBusy() {
        return tenancy != null || session.running() != null;
    }
}
