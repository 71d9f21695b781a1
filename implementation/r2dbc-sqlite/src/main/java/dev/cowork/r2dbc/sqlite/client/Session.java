package dev.cowork.r2dbc.sqlite.client;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;

/**
 * One JDBC connection, its prepared statements and the results left open on it. Everything but {@link #interrupt} belongs
 * to the one thread that owns the session at the time.
 */
public final class Session {

    private static final int JOURNAL_SIZE_LIMIT = 64 << 20;
    private static final int CHECKPOINT_PAGES = 1000;

    private final Engine engine;
    private final SQLiteConnection jdbc;
    private final Statement control;
    private final StatementCache cache;
    private final AtomicReference<@Nullable Running> current = new AtomicReference<>();
    private final LinkedHashSet<Cursor<?>> cursors = new LinkedHashSet<>();
    private boolean mayLeaveOpen;
    private volatile boolean interrupted;
    private @Nullable Boolean durable;
    private @Nullable Encoding encoding;

    private Session(Engine engine, SQLiteConnection jdbc) throws SQLException {
        this.engine = engine;
        this.jdbc = jdbc;
        this.control = jdbc.createStatement();
        this.cache = new StatementCache(jdbc, engine);
    }

    /** Opens a session; the first one, the writer's, switches the file to WAL. */
    static Session open(Engine engine, boolean writer) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout((int) engine.settings.busyTimeout().toMillis());
        config.enforceForeignKeys(true);
        // off: sqlite-jdbc would run "select last_insert_rowid()" after every INSERT
        config.setGetGeneratedKeys(false);
        if (writer) {
            config.setJournalMode(SQLiteConfig.JournalMode.WAL);
            config.setJournalSizeLimit(JOURNAL_SIZE_LIMIT);
            config.setWalAutocheckpoint(CHECKPOINT_PAGES);
        }
        SQLiteConnection jdbc = JDBC.createConnection(engine.settings.url(), config.toProperties());
        try {
            Session session = new Session(engine, jdbc);
            if (!writer) {
                session.control("PRAGMA query_only=ON");
            }
            return session;
        } catch (SQLException e) {
            jdbc.close();
            throw e;
        }
    }

    /**
     * Prepares a statement or takes it from the cache.
     *
     * @param sql one statement
     * @return the prepared statement; call {@link #evict} if it throws
     * @throws SQLException if SQLite refuses the text
     */
    public Prepared prepare(String sql) throws SQLException {
        return cache.prepare(sql);
    }

    /**
     * Drops a statement from the cache. Needed after every error: sqlite-jdbc finalizes a statement on most of them,
     * while {@code isClosed()} goes on to say false.
     *
     * @param sql its text
     */
    public void evict(String sql) {
        cache.evict(sql);
    }

    /**
     * Runs a statement without parameters, never cached: a control statement must not be found broken when needed.
     *
     * @param sql the statement
     * @throws SQLException if SQLite refuses
     */
    public void control(String sql) throws SQLException {
        control.execute(sql);
    }

    /** Says that this session changed the schema, so that no session goes on with statements prepared before. */
    public void schemaChanged() {
        cache.schemaChanged();
    }

    /** Says that settings of the connection may have changed by a PRAGMA. */
    public void settingsChanged() {
        durable = null;
        encoding = null;
    }

    /** How the database keeps text, which can change only before its first table is made. */
    private record Encoding(boolean utf8, int schema) {}

    /**
     * Tells how text is kept.
     *
     * @return whether in UTF-8
     * @throws SQLException if SQLite does not tell
     */
    public boolean keepsUtf8() throws SQLException {
        Encoding known = encoding;
        int schema = engine.schema.get();
        if (known == null || known.schema() != schema) {
            try (ResultSet answer = control.executeQuery("PRAGMA encoding")) {
                known = new Encoding(answer.next() && "UTF-8".equals(answer.getString(1)), schema);
                encoding = known;
            }
        }
        return known.utf8();
    }

    /** Called after a commit: makes schema changes known to the other sessions. */
    void committed() {
        cache.committed();
    }

    /** Sets how commits are synced; must not be called inside a transaction, where SQLite refuses it. */
    void durable(boolean wanted) throws SQLException {
        if (durable == null || durable != wanted) {
            control(wanted ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");
            durable = wanted;
        }
    }

    /**
     * Whether a transaction is open. SQLite rolls back by itself on some errors and sqlite-jdbc does not tell, so ask
     * by trying to open another one. For the error path only.
     */
    boolean inTransaction() {
        try {
            control("BEGIN");
        } catch (SQLException e) {
            return true;
        }
        rollback();
        return false;
    }

    /** Rolls back whatever is open; says nothing if nothing is. */
    void rollback() {
        try {
            control("ROLLBACK");
        } catch (SQLException e) {
            // no transaction is open: SQLite has rolled back already
        }
        cache.rolledBack();
    }

    /** Called after everything since a savepoint was undone. */
    void undone() {
        cache.rolledBack();
    }

    /** Says whether work may leave a long result open. */
    void mayLeaveOpen(boolean yes) {
        mayLeaveOpen = yes;
    }

    /** {@return whether a long result may stay open, to be read on demand} */
    public boolean mayLeaveOpen() {
        return mayLeaveOpen;
    }

    /**
     * Leaves a result open, to be read on demand. Its statement leaves the cache.
     *
     * @param rows the rows, from the first
     * @param sql the statement
     * @param <R> type of a row
     * @return gives the rows, once
     */
    public <R> Cursor<R> leaveOpen(Rows<R> rows, String sql) {
        cache.lend(sql);
        Cursor<R> cursor = new Cursor<>(engine, this, rows, sql);
        cursors.add(cursor);
        return cursor;
    }

    /** The result left open last that is still open. */
    @Nullable
    Cursor<?> lastOpened() {
        return cursors.isEmpty() ? null : cursors.getLast();
    }

    void forget(Cursor<?> cursor) {
        cursors.remove(cursor);
    }

    /** Ends all results that are still open. */
    void closeCursors(Supplier<RuntimeException> reason) {
        if (!cursors.isEmpty()) {
            List.copyOf(cursors).forEach(cursor -> cursor.breakOff(reason.get()));
        }
    }

    /** Marks the start of a task, so that it can be interrupted. */
    void enter(Running task) {
        interrupted = false;
        current.set(task);
    }

    /** Marks the end of a task: from now on an interrupt meant for it hits nothing. */
    void exit(Running task) {
        while (!current.compareAndSet(task, null)) {
            // an interrupt is just being delivered
            Thread.yield();
        }
        if (interrupted) {
            // while a cursor is open SQLite does not forget an interrupt that came too late, and would break off the
            // next
            closeCursors(() -> engine.failures.interrupted());
        }
    }

    /** The task between {@link #enter} and {@link #exit}, for the watch. */
    @Nullable
    Running running() {
        return current.get();
    }

    /**
     * Interrupts the running statement if it still belongs to the task. May be called by any thread and never waits: if
     * both meet, it is the session's own thread that does.
     */
    void interrupt(Running task) {
        if (current.compareAndSet(task, Interrupting.NOW)) {
            try {
                interrupted = true;
                jdbc.getDatabase().interrupt();
            } catch (SQLException e) {
                // closed in between
            } finally {
                current.set(task);
            }
        }
    }

    void close() {
        closeCursors(engine.failures::closed);
        cache.clear();
        try {
            control.close();
            jdbc.close();
        } catch (SQLException e) {
            // nothing left to do with it
        }
    }

    /** Stands for a task while it is being interrupted. */
    private enum Interrupting implements Running {
        NOW;

        @Override
        public boolean isAbandoned() {
            return false;
        }

        @Override
        public boolean ranTooLong(long now) {
            return false;
        }
    }
}
