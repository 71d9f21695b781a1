package dev.cowork.r2dbc.sqlite.client;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/** One database, opened once: a writer, readers, their queues. Nothing here waits on the calling thread. */
public final class SqliteClient {

    private final ClientSettings settings;
    private final Counters counters = new Counters();
    private final WorkQueue writes;
    private final WorkQueue reads;
    private final List<Worker> workers = new ArrayList<>();
    private final Watch watch;
    private final String version;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CompletableFuture<Boolean> ended;

    private SqliteClient(ClientSettings settings) throws SQLException {
        this.settings = settings;
        List<Session> sessions = openSessions(settings);
        Session first = sessions.getFirst();
        this.version = version(first);
        List<WorkQueue> queues = new ArrayList<>();
        this.watch = new Watch(workers, queues, settings.failures());
        this.writes = new WorkQueue(settings, counters, watch::wake);
        this.reads = settings.readers() == 0 ? writes : new WorkQueue(settings, counters, watch::wake);
        queues.add(writes);
        if (reads != writes) {
            queues.add(reads);
        }
        for (Session session : sessions) {
            workers.add(new Worker(session, session == first ? writes : reads, writes, settings, counters));
        }
        this.ended = CompletableFuture.allOf(workers.stream().map(Worker::done).toArray(CompletableFuture[]::new))
                .thenApply(all -> {
                    watch.stop();
                    return true;
                });
        for (int i = 0; i < workers.size(); i++) {
            String name = i == 0 ? "sqlite-writer" : "sqlite-reader-" + i;
            Thread.ofPlatform().daemon().name(name).start(workers.get(i));
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
            return new SqliteClient(settings);
        } catch (SQLException e) {
            throw settings.failures().of(e, null);
        }
    }

    private static List<Session> openSessions(ClientSettings settings) throws SQLException {
        AtomicInteger schema = new AtomicInteger();
        List<Session> sessions = new ArrayList<>();
        try {
            for (int i = 0; i <= settings.readers(); i++) {
                sessions.add(Session.open(settings, i == 0, schema));
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
        Task<T> task = new Task<>(request, actual, settings);
        actual.onSubscribe(task);
        (request.mode() == Mode.READ ? reads : writes).submit(task);
    }

    /**
     * Makes a lease of the writer, or of a reader. It costs nothing until work is submitted to it.
     *
     * @param readOnly leases a reader
     * @param durable whether the commit must be on the disk before it is answered
     * @param lockWaitNanos how long to wait for the worker; 0: without limit
     * @return the lease
     */
    public Lease lease(boolean readOnly, boolean durable, long lockWaitNanos) {
        return new Lease(readOnly ? reads : writes, settings, counters, readOnly, durable, lockWaitNanos);
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
                watch.closeAt(System.nanoTime() + settings.closeTimeout().toNanos());
                writes.close(settings.failures()::closed);
                reads.close(settings.failures()::closed);
                writes.wake();
                workers.forEach(worker -> reads.wake());
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
        return counters;
    }
}
