package dev.cowork.r2dbc.sqlite;

import dev.cowork.r2dbc.sqlite.client.Prepared;
import dev.cowork.r2dbc.sqlite.client.Session;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs one statement on a worker's thread and reads its result to the end, so that no cursor stays open and none can hold
 * back a checkpoint. The only place that reads rows.
 */
final class Fetch {

    private static final int LARGE = 16 * 1024;

    private Fetch() {}

    static SqliteResult run(Session session, String text, SqlKind kind, @Nullable Object[] values) throws SQLException {
        try {
            Prepared prepared = session.prepare(text);
            PreparedStatement statement = prepared.statement();
            boolean large = bind(statement, values);
            SqliteResult result;
            if (statement.execute()) {
                List<SqliteRow> rows = rows(prepared, statement.getResultSet());
                result = kind == SqlKind.WRITE ? SqliteResult.ofChangedRows(rows) : SqliteResult.ofRows(rows);
            } else {
                // for anything but a change SQLite would repeat the count of the change before
                result = SqliteResult.ofCount(kind == SqlKind.WRITE ? statement.getUpdateCount() : 0);
            }
            if (large) {
                // or the cache would hold it
                statement.clearParameters();
            }
            return result;
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

    private static List<SqliteRow> rows(Prepared prepared, ResultSet cursor) throws SQLException {
        try (cursor) {
            if (!cursor.next()) {
                return List.of();
            }
            SqliteRowMetadata metadata = metadata(prepared, cursor);
            int width = metadata.size();
            List<SqliteRow> rows = new ArrayList<>(1);
            do {
                @Nullable Object[] values = new @Nullable Object[width];
                for (int i = 0; i < width; i++) {
                    values[i] = cursor.getObject(i + 1);
                }
                rows.add(new SqliteRow(metadata, values));
            } while (cursor.next());
            return rows;
        }
    }

    private static SqliteRowMetadata metadata(Prepared prepared, ResultSet cursor) throws SQLException {
        if (prepared.memo() instanceof SqliteRowMetadata known) {
            return known;
        }
        SqliteRowMetadata metadata = SqliteRowMetadata.of(cursor.getMetaData());
        prepared.memo(metadata);
        return metadata;
    }
}
