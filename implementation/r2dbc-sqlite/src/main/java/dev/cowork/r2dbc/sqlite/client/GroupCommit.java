package dev.cowork.r2dbc.sqlite.client;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Runs auto-commit writes that wait together in one transaction and answers them after its commit. The strictest member
 * decides how it is synced. A member that fails undoes only itself. What drops the whole transaction, or leaves it in
 * doubt, costs only the member it came from: the others, unanswered as they are, run again one by one.
 */
final class GroupCommit {

    private static final String SAVEPOINT = "member";

    private final Session session;
    private final Failures failures;
    private final Counters counters;
    private final List<Task<?>> members = new ArrayList<>();

    GroupCommit(Session session, Engine engine) {
        this.session = session;
        this.failures = engine.failures;
        this.counters = engine.counters;
    }

    void add(Task<?> task) {
        members.add(task);
    }

    int size() {
        return members.size();
    }

    /** Runs all members and answers them; empty afterwards. */
    void run() {
        members.removeIf(task -> !task.start());
        session.mayLeaveOpen(false);
        try {
            if (!members.isEmpty()) {
                commitTogether();
            }
        } catch (RuntimeException | Error e) {
            // nobody may be left without an answer
            session.rollback();
            failAll(e);
        } finally {
            members.clear();
        }
    }

    private void commitTogether() {
        boolean durable = false;
        for (Task<?> task : members) {
            durable |= task.request.durable();
        }
        if (members.size() == 1) {
            commitAlone(members.getFirst());
            return;
        }
        try {
            session.durable(durable);
            session.control("BEGIN IMMEDIATE");
        } catch (SQLException e) {
            failAll(e);
            return;
        }
        for (Task<?> task : members) {
            if (!runMember(task)) {
                return;
            }
        }
        try {
            session.control("COMMIT");
        } catch (SQLException e) {
            // a deferred foreign key, a full disk: one of them is guilty, and alone it will be found
            session.rollback();
            members.forEach(this::commitAlone);
            return;
        }
        session.committed();
        int kept = 0;
        for (Task<?> task : members) {
            kept += task.failed() ? 0 : 1;
        }
        counters.committed(kept, durable);
        members.forEach(Task::answer);
    }

    /** Runs one member inside the open transaction; false if that is gone and all members have been dealt with. */
    private boolean runMember(Task<?> task) {
        Throwable thrown = task.request.mode() == Mode.ATOMIC ? runInSavepoint(task) : task.execute(session);
        if (thrown == null) {
            return true;
        }
        if (thrown instanceof SQLException && !undoesAll(thrown) && session.inTransaction()) {
            return true;
        }
        // rolled back as a whole (RAISE(ROLLBACK), a full disk), or unclear what the member has left behind
        session.rollback();
        task.answer();
        members.stream().filter(other -> other != task).forEach(this::commitAlone);
        return false;
    }

    @Nullable
    Throwable runInSavepoint(Task<?> task) {
        try {
            session.control("SAVEPOINT " + SAVEPOINT);
            Throwable thrown = task.execute(session);
            if (thrown != null && session.inTransaction()) {
                session.control("ROLLBACK TO " + SAVEPOINT);
            } else if (thrown != null) {
                return thrown;
            }
            session.control("RELEASE " + SAVEPOINT);
            return thrown;
        } catch (SQLException e) {
            task.spoil(failures.of(e, task.request.sql()));
            return e;
        }
    }

    /** One write in its own transaction; the task has been started. */
    void commitAlone(Task<?> task) {
        session.mayLeaveOpen(false);
        boolean own = task.request.mode() == Mode.ATOMIC;
        boolean durable = task.request.durable();
        try {
            session.durable(durable);
            if (own) {
                session.control("BEGIN IMMEDIATE");
            }
            boolean failed = task.execute(session) != null;
            if (own && failed) {
                session.rollback();
            } else if (own) {
                session.control("COMMIT");
            }
            if (!failed) {
                session.committed();
                counters.committed(1, durable);
            }
        } catch (SQLException e) {
            session.rollback();
            task.spoil(failures.of(e, task.request.sql()));
        }
        task.answer();
    }

    private void failAll(Throwable e) {
        for (Task<?> task : members) {
            task.spoil(failures.of(e, task.request.sql()));
            task.answer();
        }
    }

    /** Errors after which SQLite may have undone more than the statement. */
    static boolean undoesAll(Throwable e) {
        int code = primaryCode(e);
        return code == SQLiteErrorCode.SQLITE_FULL.code
                || code == SQLiteErrorCode.SQLITE_IOERR.code
                || code == SQLiteErrorCode.SQLITE_NOMEM.code
                || code == SQLiteErrorCode.SQLITE_INTERRUPT.code
                || code == SQLiteErrorCode.SQLITE_CORRUPT.code;
    }

    /** The result code without its extension; 0 for what does not come from SQLite. */
    static int primaryCode(Throwable e) {
        if (e instanceof SQLiteException s) {
            return s.getResultCode().code & 0xff;
        }
        return e instanceof SQLException s ? s.getErrorCode() & 0xff : 0;
    }
}
