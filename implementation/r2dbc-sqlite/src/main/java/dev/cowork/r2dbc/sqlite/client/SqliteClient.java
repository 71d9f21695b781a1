package dev.cowork.r2dbc.sqlite.client;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** One database, opened once: a writer, readers, their queues. Nothing here waits on the calling thread. */
public final class SqliteClient {

    private final Engine engine;
    private final WorkQueue writes;
    private final WorkQueue reads;
    private final Watch watch;
    private final String version;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CompletableFuture<Boolean> ended;

    private SqliteClient(Engine engine) throws SQLException {
        this.engine = engine;
        List<Session> sessions = openSessions(engine);
        Session first = sessions.getFirst();
        this.version = version(first);
        List<WorkQueue> queues = new ArrayList<>();
        List<Watch.Watched> watched = new ArrayList<>();
        this.watch = new Watch(engine, watched, queues);
        this.writes = new WorkQueue(engine, watch::wake);
        this.reads = engine.settings.readers() == 0 ? writes : new WorkQueue(engine, watch::wake);
        WorkQueue waiting = new WorkQueue(engine, watch::wake);
        Exports exports = new Exports(engine, waiting, writes);
        queues.addAll(reads == writes ? List.of(writes, waiting) : List.of(writes, reads, waiting));
        List<Worker> workers = new ArrayList<>();
        for (Session session : sessions) {
            workers.add(new Worker(engine, session, session == first ? writes : reads, writes, exports));
        }
        watched.addAll(workers);
        watched.add(exports);
        this.ended = CompletableFuture.allOf(workers.stream().map(Worker::done).toArray(CompletableFuture[]::new))
                .thenCompose(all -> exports.close())
                .thenApply(all -> {
                    watch.stop();
                    return true;
                });
        watch.start();
        for (int i = 0; i < workers.size(); i++) {
            String name = i == 0 ? "sqlite-writer" : "sqlite-reader-" + i;
            new WorkerThread(workers.get(i), name).start();
        }
    }

    /**
     * A listener that is signalled on a worker's thread must not wait there: Reactor refuses it. It is not marked {@code NonBlocking}, because a
     * worker itself waits, for the disk and for work.
     */
    private static final class WorkerThread extends Thread {

        static {
            Schedulers.registerNonBlockingThreadPredicate(WorkerThread.class::isInstance);
        }

        WorkerThread(Worker worker, String name) {
            super(worker, name);
            setDaemon(true);
        }
    }

    /**
     * Opens the database. Reads and perhaps creates files, so call it at the start and not on an event loop.
     *
     * @param settings all settings
     * @return the client, ready
     */
    public static SqliteClient open(ClientSettings settings) {
        try {
            return new SqliteClient(new Engine(settings));
        } catch (SQLException e) {
            throw settings.failures().of(e, null);
        }
    }

    private static List<Session> openSessions(Engine engine) throws SQLException {
        List<Session> sessions = new ArrayList<>();
        try {
            for (int i = 0; i <= engine.settings.readers(); i++) {
                sessions.add(Session.open(engine, i == 0));
            }
            return sessions;
        } catch (SQLException e) {
            sessions.forEach(Session::close);
            throw e;
        }
    }

    private static String version(Session session) throws SQLException {
        try (var rows = session.prepare("SELECT sqlite_version()").statement().executeQuery()) {
            return rows.next() ? rows.getString(1) : "";
        }
    }

    /**
     * Runs work outside any transaction.
     *
     * @param request the work
     * @param actual gets the result, on the configured scheduler
     * @param <T> type of the result
     */
    public <T> void submit(Request<T> request, CoreSubscriber<? super T> actual) {
        Task<T> task = new Task<>(request, actual, engine, engine.settings.emitOn());
        actual.onSubscribe(task);
        if (request.mode() != Mode.READ) {
            writes.submit(task);
        } else if (engine.isKnownToWrite(request.sql())) {
            task.writesAfterAll();
            writes.submit(task);
        } else {
            reads.submit(task);
        }
    }

    /**
     * Makes a lease of the writer, or of a reader. It costs nothing until work is submitted to it.
     *
     * @param readOnly leases a reader
     * @param durable whether the commit must be on the disk before it is answered
     * @param patience how long it waits for the worker
     * @return the lease
     */
    public Lease lease(boolean readOnly, boolean durable, Patience patience) {
        return new Lease(readOnly ? reads : writes, engine, readOnly, durable, patience);
    }

    /**
     * Refuses new work, lets queued work and open transactions end, and closes the files. After the close time-out what
     * is left is broken off: transactions are rolled back, waiting work fails.
     *
     * @return completes when all threads have ended; cancelling does not stop it
     */
    public Mono<Void> close() {
        return Mono.defer(() -> {
            if (closed.compareAndSet(false, true)) {
                watch.closeAfter(engine.settings.closeTimeout().toNanos());
                writes.close(engine.failures::closed);
                reads.close(engine.failures::closed);
                writes.wake();
                for (int i = 0; i < engine.settings.readers(); i++) {
                    reads.wake();
                }
            }
            return Mono.fromFuture(ended, true).then();
        });
    }

    /** {@return whether {@link #close} has been called} */
    public boolean isClosed() {
        return closed.get();
    }

    /** {@return version of SQLite, such as {@code 3.54.1}} */
    public String version() {
        return version;
    }

    /** {@return tasks that wait for the writer} */
    public int queuedWrites() {
        return writes.size();
    }

    /** {@return tasks that wait for a reader} */
    public int queuedReads() {
        return reads == writes ? 0 : reads.size();
    }

    /** {@return what has been done so far} */
    public Counters counters() {
        return engine.counters;
    }
}
