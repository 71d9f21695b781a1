package dev.cowork.r2dbc.sqlite.client;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.sqlite.SQLiteErrorCode;

/**
 * Transactions that share one commit: one that ends while the next waits leaves SQLite's transaction open, the next runs behind a savepoint of
 * its own, and all are answered after the commit. Auto-commit writes that come in between run in it too. A member that fails or rolls back undoes
 * only itself. Whatever costs SQLite's transaction costs all its members: auto-commit writes run again, transactions are told. For the writer's
 * thread only.
 */
final class TransactionGroup {

    /** No member can have a savepoint of this name: a rollback to it would stop there. */
    private static final String SAVEPOINT = "\"" + UUID.randomUUID() + "\"";

    private final Session session;
    private final Engine engine;
    private final GroupCommit group;
    private final WorkQueue shared;
    /** Done but for the commit, in the order of their ends. */
    private final List<Task<?>> members = new ArrayList<>();

    /** Committed or lost, yet to be answered. */
    private final List<Task<?>> done = new ArrayList<>();

    private boolean durable;
    /**
     * Whether the transaction that runs now stands behind a savepoint, without which nothing may follow it: its end then releases the savepoints
     * that it leaves. One that nobody waits behind when it begins needs none.
     */
    private boolean wrapped;

    TransactionGroup(Session session, Engine engine, GroupCommit group, WorkQueue shared) {
        this.session = session;
        this.engine = engine;
        this.group = group;
        this.shared = shared;
    }

    /** Whether SQLite's transaction is open, with members that wait for its commit. */
    boolean isOpen() {
        return !members.isEmpty();
    }

    /** Whether the item may become a member of what is open: what has to be synced joins only what will be. */
    boolean admits(Item item) {
        if (item instanceof Lease lease) {
            return !lease.isReadOnly() && (durable || !lease.durable());
        }
        return item instanceof Task<?> task && task.request.groupable() && (durable || !task.request.durable());
    }

    /** Begins a transaction, as the first of a group or as one more. */
    void begin(boolean synced) throws SQLException {
        if (isOpen()) {
            wrapped = true;
        } else {
            session.durable(synced);
            session.control("BEGIN IMMEDIATE");
            durable = synced;
            wrapped = engine.settings.transactionGroupLimit() > 1 && !shared.isEmpty();
        }
        if (wrapped) {
            session.control("SAVEPOINT " + SAVEPOINT);
        }
    }

    /** Ends the transaction that runs now; it commits at once, unless more wait that may share its commit. */
    void end(Finish finish) {
        members.add(finish);
        if (!wrapped) {
            commit();
        } else if (!commitIfDue()) {
            control("RELEASE " + SAVEPOINT);
        }
    }

    /** Undoes the transaction that runs now, and no other. */
    void rollback() {
        if (!isOpen()) {
            session.rollback();
        } else if (control("ROLLBACK TO " + SAVEPOINT) && control("RELEASE " + SAVEPOINT)) {
            session.undone();
        }
    }

    private boolean control(String sql) {
        try {
            session.control(sql);
            return true;
        } catch (SQLException e) {
            lost(e);
            return false;
        }
    }

    /** Runs an auto-commit write in what is open. */
    void run(Task<?> task) {
        if (!task.start()) {
            return;
        }
        session.mayLeaveOpen(false);
        Throwable thrown = group.runInSavepoint(task);
        members.add(task);
        if (thrown != null && (GroupCommit.undoesAll(thrown) || !session.inTransaction())) {
            lost(thrown);
        } else {
            commitIfDue();
        }
    }

    private boolean commitIfDue() {
        boolean due = shared.isEmpty() || members.size() >= engine.settings.transactionGroupLimit();
        if (due) {
            commit();
        }
        return due;
    }

    /** Commits what is open; does nothing if nothing is. */
    void commit() {
        if (!isOpen()) {
            return;
        }
        try {
            session.control("COMMIT");
        } catch (SQLException e) {
            lost(e, members.size() == 1);
            return;
        }
        session.committed();
        int kept = 0;
        for (Task<?> member : members) {
            kept += member.failed() ? 0 : 1;
        }
        engine.counters.committed(kept, durable);
        done.addAll(members);
        members.clear();
    }

    /**
     * SQLite's transaction is gone, or in doubt, and with it what its members did: transactions fail, writes run again.
     *
     * @param cause what one member, or one that was to become one, has met
     */
    void lost(Throwable cause) {
        lost(cause, false);
    }

    private void lost(Throwable cause, boolean own) {
        session.rollback();
        List<Task<?>> again = new ArrayList<>();
        for (Task<?> member : members) {
            if (member instanceof Finish) {
                // a full disk concerns everybody; that another has broken a rule does not
                member.spoil(
                        own || concernsAll(cause)
                                ? engine.failures.of(cause, "COMMIT")
                                : engine.failures.transactionLost(cause));
                done.add(member);
            } else {
                again.add(member);
            }
        }
        members.clear();
        again.forEach(group::commitAlone);
    }

    private static boolean concernsAll(Throwable cause) {
        return GroupCommit.undoesAll(cause) && GroupCommit.primaryCode(cause) != SQLiteErrorCode.SQLITE_INTERRUPT.code;
    }

    /** Answers whatever has been committed or lost. */
    void answer() {
        if (!done.isEmpty()) {
            List<Task<?>> all = List.copyOf(done);
            done.clear();
            all.forEach(Task::answer);
        }
    }
}
