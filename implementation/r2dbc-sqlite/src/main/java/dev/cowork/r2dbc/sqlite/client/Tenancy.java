package dev.cowork.r2dbc.sqlite.client;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** A worker's part of a transaction: opens it, runs what comes for the lease, ends it, and gives the worker back. */
final class Tenancy {

    private final Engine engine;
    private final Failures failures;
    private final Session session;
    private final WorkQueue shared;
    private final @Nullable TransactionGroup together;
    private final Lease lease;

    Tenancy(Engine engine, Session session, WorkQueue shared, @Nullable TransactionGroup together, Lease lease) {
        this.engine = engine;
        this.failures = engine.failures;
        this.session = session;
        this.shared = shared;
        this.together = together;
        this.lease = lease;
    }

    /**
     * @param over called when nothing of the transaction can run any more, before its end is answered
     */
    void serve(Runnable over) throws InterruptedException {
        boolean guarded = together != null && lease.isReadOnly();
        Finish last = null;
        engine.counters.leaseOpened();
        long since = System.nanoTime();
        try {
            begin(guarded);
            since = System.nanoTime();
            last = untilOver();
        } catch (SQLException | RuntimeException | Error e) {
            lease.refuse(failures.of(e, "BEGIN"));
        } finally {
            session.closeCursors(lease.reason());
            if (last == null || !last.isCommit() || last.failed()) {
                undo();
            }
            unguard(guarded);
            over.run();
            lease.giveBack();
            engine.counters.leaseEnded(System.nanoTime() - since);
            if (together != null) {
                together.answer();
            }
            if (last != null && !inGroup(last)) {
                last.answer();
            }
        }
    }

    private void begin(boolean guarded) throws SQLException {
        if (guarded) {
            session.control("PRAGMA query_only=ON");
        }
        if (together != null && !lease.isReadOnly()) {
            together.begin(lease.durable());
        } else {
            session.control("BEGIN");
        }
        lease.begun();
    }

    private void undo() {
        if (together != null && !lease.isReadOnly()) {
            together.rollback();
        } else {
            session.rollback();
        }
    }

    /** Whether the group answers it, now or later. */
    private boolean inGroup(Finish finish) {
        return together != null && !lease.isReadOnly() && finish.isCommit();
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
    private @Nullable Finish untilOver() throws InterruptedException {
        while (lease.ending() == null) {
            Item item = lease.own().take();
            // those who wait for the worker see that it gets on
            shared.move();
            if (item instanceof Finish finish) {
                if (finish.start()) {
                    finish(finish);
                    return finish;
                }
            } else if (item instanceof Task<?> task && task.start()) {
                run(task);
            } else if (item instanceof Cursor<?> cursor) {
                cursor.step();
            }
            shared.move();
        }
        return null;
    }

    private void run(Task<?> task) {
        session.mayLeaveOpen(true);
        Cursor<?> before = session.lastOpened();
        Throwable thrown = task.execute(session);
        Cursor<?> opened = session.lastOpened();
        if (thrown == null && opened != null && opened != before) {
            opened.ownedBy(lease, false);
            task.answerWith(opened);
            return;
        }
        if (thrown != null) {
            boolean lost = !session.inTransaction();
            if (lease.ending() != null) {
                task.spoil(lease.reason().get());
            } else if (lost) {
                lease.end(new Lease.Ending(false, () -> failures.transactionLost(thrown)));
            }
            if (lost && together != null) {
                together.lost(thrown);
            }
        }
        task.answer();
    }

    private void finish(Finish finish) {
        session.closeCursors(failures::transactionOver);
        if (!finish.isCommit()) {
            return;
        }
        if (together != null && !lease.isReadOnly()) {
            together.end(finish);
            return;
        }
        try {
            session.control("COMMIT");
            session.committed();
        } catch (SQLException e) {
            finish.spoil(failures.of(e, "COMMIT"));
        }
    }

    /** Called by the watch: whether the lease is over; ends it if its time has come. */
    boolean isOver(long now, boolean closeNow) {
        if (closeNow) {
            lease.end(new Lease.Ending(false, failures::closed));
        } else if (lease.lastsTooLong(now)
                && lease.end(new Lease.Ending(false, () -> failures.leaseExpired(engine.settings.leaseLimit())))) {
            engine.counters.leaseExpired();
        }
        return lease.ending() != null;
    }
}
