package dev.cowork.r2dbc.sqlite.client;

import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * The places for results that are read on demand. A reader that meets one gives its session away together with the open
 * cursor and goes on with another session, so nobody waits for a reader because somebody reads slowly. If all places are
 * taken the result is closed and its statement waits here, to be run again.
 */
final class Exports implements Watch.Watched {

    /** Each holds back checkpoints while it lasts, so there are few. */
    static final int PLACES = 2;

    private final Engine engine;
    private final WorkQueue waiting;
    private final WorkQueue writes;
    private final Semaphore places = new Semaphore(PLACES);
    private final ConcurrentLinkedQueue<Session> spares = new ConcurrentLinkedQueue<>();
    private final Set<Export> open = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<Boolean> done = new CompletableFuture<>();
    private volatile boolean closed;

    Exports(Engine engine, WorkQueue waiting, WorkQueue writes) {
        this.engine = engine;
        this.waiting = waiting;
        this.writes = writes;
    }

    /**
     * Takes a long result over from a reader, or makes its task wait. Called by the reader's thread, which must go on with
     * the session returned.
     *
     * @throws SQLException if no other session can be opened; then everything is as before
     */
    Session takeOver(Session session, Task<?> task, Cursor<?> cursor) throws SQLException {
        if (!places.tryAcquire()) {
            cursor.cancel();
            cursor.end(null);
            if (task.redirect(false)) {
                waiting.submit(task);
                serveWaiting();
            }
            return session;
        }
        try {
            Session other = spare();
            start(new Export(this, engine, session, task, cursor));
            return other;
        } catch (SQLException | RuntimeException | Error e) {
            places.release();
            throw e;
        }
    }

    private void serveWaiting() {
        while (!waiting.isEmpty() && places.tryAcquire()) {
            start(new Export(this, engine, null, null, null));
        }
    }

    private void start(Export export) {
        open.add(export);
        engine.counters.exportOpened();
        Thread.ofPlatform().daemon().name("sqlite-export").start(export);
    }

    Session spare() throws SQLException {
        Session spare = spares.poll();
        return spare == null ? Session.open(engine, false) : spare;
    }

    /** The next task that waits for a place. */
    @Nullable
    Task<?> next() {
        Item item = waiting.poll();
        return item instanceof Task<?> task ? task : null;
    }

    /** Says that somebody reads: those who wait for a place see that it gets on. */
    void move() {
        waiting.move();
    }

    /** Lets the writer run what turned out to write. */
    void redirect(Task<?> task) {
        engine.writesAfterAll(task.request.sql());
        if (task.redirect(true)) {
            writes.submit(task);
        }
    }

    /** Called by an export that has nothing left to do. */
    void ended(Export export, @Nullable Session session) {
        if (session != null) {
            spares.add(session);
        }
        engine.counters.exportEnded();
        open.remove(export);
        places.release();
        serveWaiting();
        finishIfIdle();
    }

    /** No reader works any more, so nothing new comes. */
    CompletableFuture<Boolean> close() {
        closed = true;
        finishIfIdle();
        return done;
    }

    private void finishIfIdle() {
        if (closed && open.isEmpty() && waiting.isEmpty()) {
            for (Session spare = spares.poll(); spare != null; spare = spares.poll()) {
                spare.close();
            }
            done.complete(true);
        }
    }

    @Override
    public boolean inspect(long now, boolean closeNow) {
        for (Export export : List.copyOf(open)) {
            export.inspect(now, closeNow);
        }
        return isBusy();
    }

    @Override
    public boolean isBusy() {
        return !open.isEmpty();
    }
}
