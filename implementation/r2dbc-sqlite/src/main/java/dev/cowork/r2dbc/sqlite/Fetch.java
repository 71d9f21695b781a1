package dev.cowork.r2dbc.sqlite;

import dev.cowork.r2dbc.sqlite.client.Prepared;
import dev.cowork.r2dbc.sqlite.client.Session;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import org.jspecify.annotations.Nullable;

/**
 * Runs one statement on a worker's thread. A short result is read to the end at once, so that no cursor stays open and
 * none can hold back a checkpoint; a long one stays open, where that is possible, and is read on demand.
 */
final class Fetch {

    private static final int LARGE = 16 * 1024;

    private Fetch() {}

    /** Runs a statement that is alone in its piece of work. */
    static SqliteResult run(Session session, String text, SqlKind kind, @Nullable Object[] values) throws SQLException {
        return run(session, text, kind, values, kind == SqlKind.READ && session.mayLeaveOpen());
    }

    /** Runs one of several statements; its result is read whole, however long it is. */
    static SqliteResult runWhole(Session session, String text, SqlKind kind, @Nullable Object[] values)
            throws SQLException {
        return run(session, text, kind, values, false);
    }

    private static SqliteResult run(
            Session session, String text, SqlKind kind, @Nullable Object[] values, boolean mayLeaveOpen)
            throws SQLException {
        try {
            Prepared prepared = session.prepare(text);
            PreparedStatement statement = prepared.statement();
            boolean utf8 = session.keepsUtf8();
            boolean large = bind(statement, values);
            if (statement.execute()) {
                OpenRows rows = new OpenRows(prepared, statement.getResultSet(), utf8);
                if (!rows.readAhead(mayLeaveOpen)) {
                    return SqliteResult.ofCursor(session.leaveOpen(rows, text));
                }
                forget(statement, large);
                return kind == SqlKind.WRITE ? SqliteResult.ofChangedRows(rows.all()) : SqliteResult.ofRows(rows.all());
            }
            // for anything but a change SQLite would repeat the count of the change before
            long count = kind == SqlKind.WRITE ? statement.getUpdateCount() : 0;
            forget(statement, large);
            return SqliteResult.ofCount(count);
        } catch (SQLException | RuntimeException e) {
            session.evict(text);
            throw e;
        } finally {
            if (kind == SqlKind.DDL) {
                session.schemaChanged();
            } else if (kind == SqlKind.OTHER) {
                session.settingsChanged();
            }
        }
    }

    /** Large values would be held by the cache. */
    private static void forget(PreparedStatement statement, boolean large) throws SQLException {
        if (large) {
            statement.clearParameters();
        }
    }

    private static boolean bind(PreparedStatement statement, @Nullable Object[] values) throws SQLException {
        boolean large = false;
        for (int i = 0; i < values.length; i++) {
            switch (values[i]) {
                case null -> statement.setNull(i + 1, Types.NULL);
                case Long number -> statement.setLong(i + 1, number);
                case Double real -> statement.setDouble(i + 1, real);
                case byte[] bytes -> {
                    statement.setBytes(i + 1, bytes);
                    large |= bytes.length > LARGE;
                }
                case Object other -> {
                    String text = (String) other;
                    statement.setString(i + 1, text);
                    large |= text.length() > LARGE;
                }
            }
        }
        return large;
    }
}
