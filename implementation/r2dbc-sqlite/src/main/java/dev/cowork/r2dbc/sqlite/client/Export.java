package dev.cowork.r2dbc.sqlite.client;

import java.sql.SQLException;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;

/** A thread that holds one of the places for long results: serves one after the other until none waits. */
final class Export implements Runnable, Cursor.Owner {

    private final Exports exports;
    private final Engine engine;
    private final Semaphore calls = new Semaphore(0);
    private @Nullable Task<?> first;
    private volatile @Nullable Session session;
    private volatile @Nullable Cursor<?> cursor;

    /**
     * @param first the task that met a long result, yet to be answered; {@code null} to begin with what waits
     */
    Export(
            Exports exports,
            Engine engine,
            @Nullable Session session,
            @Nullable Task<?> first,
            @Nullable Cursor<?> cursor) {
        this.exports = exports;
        this.engine = engine;
        this.session = session;
        this.first = first;
        this.cursor = cursor;
    }

    @Override
    public void run() {
        try {
            Task<?> task = first;
            Cursor<?> given = cursor;
            first = null;
            if (task != null && given != null) {
                serve(task, given);
            }
            for (Task<?> next = exports.next(); next != null; next = exports.next()) {
                if (next.start()) {
                    serve(next);
                }
            }
        } finally {
            exports.ended(this, session);
        }
    }

    private void serve(Task<?> task) {
        Session own;
        try {
            own = session();
        } catch (SQLException e) {
            task.fail(engine.failures.of(e, task.request.sql()));
            return;
        }
        task.interruptibleIn(own);
        own.mayLeaveOpen(true);
        Throwable thrown = task.execute(own);
        Cursor<?> opened = own.lastOpened();
        if (thrown != null && GroupCommit.primaryCode(thrown) == SQLiteErrorCode.SQLITE_READONLY.code) {
            exports.redirect(task);
        } else if (opened != null) {
            serve(task, opened);
        } else {
            task.answer();
        }
    }

    private Session session() throws SQLException {
        Session own = session;
        if (own == null) {
            own = exports.spare();
            session = own;
        }
        return own;
    }

    private void serve(Task<?> task, Cursor<?> opened) {
        cursor = opened;
        opened.ownedBy(this, true);
        task.answerWith(opened);
        try {
            while (!opened.isOver()) {
                calls.acquire();
                opened.step();
                exports.move();
            }
        } catch (InterruptedException e) {
            // nobody is known to interrupt this thread; if somebody does, the result ends with it
            Thread.currentThread().interrupt();
            opened.breakOff(engine.failures.closed());
        } finally {
            cursor = null;
        }
    }

    @Override
    public void wanted(Cursor<?> some) {
        calls.release();
    }

    /** Called by the watch. */
    void inspect(long now, boolean closeNow) {
        Cursor<?> served = cursor;
        if (served != null) {
            if (closeNow) {
                served.fail(engine.failures.closed());
            } else if (served.isForgotten(now)) {
                engine.counters.exportExpired();
                served.fail(engine.failures.exportExpired(engine.settings.exportLimit()));
            }
        }
        Session own = session;
        Running running = own == null ? null : own.running();
        if (own != null && running != null && (closeNow || running.isAbandoned() || running.ranTooLong(now))) {
            own.interrupt(running);
        }
    }
}
