package dev.cowork.r2dbc.sqlite.client;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;

/**
 * One JDBC connection with a bounded cache of prepared statements. Everything but {@link #interrupt} belongs to the one
 * thread that owns the session.
 */
public final class Session {

    private static final int JOURNAL_SIZE_LIMIT = 64 << 20;
    private static final int CHECKPOINT_PAGES = 1000;

    private final SQLiteConnection jdbc;
    private final Statement control;
    private final Map<String, Prepared> cache;
    private final AtomicInteger schema;
    private final Object guard = new Object();
    private int schemaSeen;
    private boolean schemaTouched;
    private @Nullable Task<?> current;
    private @Nullable Boolean durable;

    private Session(SQLiteConnection jdbc, int cacheSize, AtomicInteger schema) throws SQLException {
        this.jdbc = jdbc;
        this.control = jdbc.createStatement();
        this.schema = schema;
        this.cache = new LinkedHashMap<>(64, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Prepared> eldest) {
                if (size() <= cacheSize) {
                    return false;
                }
                closeQuietly(eldest.getValue());
                return true;
            }
        };
    }

    /** Opens a session; the first one, the writer's, switches the file to WAL. */
    static Session open(ClientSettings settings, boolean writer, AtomicInteger schema) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout((int) settings.busyTimeout().toMillis());
        config.enforceForeignKeys(true);
        // off: sqlite-jdbc would run "select last_insert_rowid()" after every INSERT
        config.setGetGeneratedKeys(false);
        if (writer) {
            config.setJournalMode(SQLiteConfig.JournalMode.WAL);
            config.setJournalSizeLimit(JOURNAL_SIZE_LIMIT);
            config.setWalAutocheckpoint(CHECKPOINT_PAGES);
        }
        SQLiteConnection jdbc = JDBC.createConnection(settings.url(), config.toProperties());
        try {
            Session session = new Session(jdbc, settings.statementCache(), schema);
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
        int now = schema.get();
        if (now != schemaSeen) {
            clear();
            schemaSeen = now;
        }
        Prepared prepared = cache.get(sql);
        if (prepared == null) {
            prepared = new Prepared(jdbc.prepareStatement(sql));
            cache.put(sql, prepared);
        }
        return prepared;
    }

    /**
     * Drops a statement from the cache. Needed after every error: sqlite-jdbc finalizes a statement on most of them,
     * while {@code isClosed()} goes on to say false.
     *
     * @param sql its text
     */
    public void evict(String sql) {
        Prepared prepared = cache.remove(sql);
        if (prepared != null) {
            closeQuietly(prepared);
        }
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
        clear();
        schemaTouched = true;
    }

    /** Says that settings of the connection may have changed by a PRAGMA. */
    public void settingsChanged() {
        durable = null;
    }

    /** Called after a commit: makes schema changes known to the other sessions. */
    void committed() {
        if (schemaTouched) {
            schemaTouched = false;
            schemaSeen = schema.incrementAndGet();
            clear();
        }
    }

    /** Sets how commits are synced; must not be called inside a transaction, where SQLite ignores it. */
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
        if (schemaTouched) {
            committed();
        }
    }

    /** Marks the start of a task, so that it can be interrupted. */
    void enter(Task<?> task) {
        synchronized (guard) {
            current = task;
        }
    }

    /** Marks the end of a task: from now on an interrupt meant for it hits nothing. */
    void exit() {
        synchronized (guard) {
            current = null;
        }
    }

    /** The task between {@link #enter} and {@link #exit}, for the watch. */
    @Nullable
    Task<?> running() {
        synchronized (guard) {
            return current;
        }
    }

    /** Interrupts the running statement if it still belongs to the task. May be called by any thread; never waits. */
    void interrupt(Task<?> task) {
        synchronized (guard) {
            if (current == task) {
                try {
                    jdbc.getDatabase().interrupt();
                } catch (SQLException e) {
                    // closed in between
                }
            }
        }
    }

    void close() {
        clear();
        try {
            control.close();
            jdbc.close();
        } catch (SQLException e) {
            // nothing left to do with it
        }
    }

    private void clear() {
        cache.values().forEach(Session::closeQuietly);
        cache.clear();
    }

    private static void closeQuietly(Prepared prepared) {
        try {
            prepared.statement().close();
        } catch (SQLException e) {
            // finalized already
        }
    }
}
