package dev.cowork.r2dbc.sqlite;

import dev.cowork.r2dbc.sqlite.client.Prepared;
import dev.cowork.r2dbc.sqlite.client.Rows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of one result, read ahead as far as memory should go, and then one by one. The only place that reads rows. */
final class OpenRows implements Rows<SqliteRow> {

    /** A result of more rows than this is long. */
    static final int MOST_ROWS = 1_000;

    /** A result of more bytes than this is long. */
    static final int MOST_BYTES = 1 << 20;

    private static final int MOST_READY = 256;
    private static final int VALUE_BYTES = 8;

    private final Prepared prepared;
    private final ResultSet cursor;
    private final boolean utf8;
    private List<SqliteRow> ahead = new ArrayList<>(1);
    private @Nullable SqliteRowMetadata metadata;
    private int given;
    private int batch = MOST_READY;
    private long bytes;

    /**
     * @param utf8 whether the database keeps text in UTF-8
     */
    OpenRows(Prepared prepared, ResultSet cursor, boolean utf8) {
        this.prepared = prepared;
        this.cursor = cursor;
        this.utf8 = utf8;
    }

    /** Reads to the end, or until the result turns out to be long; true if it has been read to the end and closed. */
    boolean readAhead(boolean stopWhenLong) throws SQLException {
        boolean open = false;
        try {
            long before = bytes;
            for (SqliteRow row = step(); row != null; row = step()) {
                ahead.add(row);
                // one row may be as large as it likes: only a second one makes the result long
                if (stopWhenLong && (ahead.size() > MOST_ROWS || before > MOST_BYTES)) {
                    open = true;
                    batch = (int) Math.clamp(MOST_BYTES / Math.max(1, bytes / ahead.size()), 1, MOST_READY);
                    return false;
                }
                before = bytes;
            }
            return true;
        } finally {
            if (!open) {
                cursor.close();
            }
        }
    }

    /** What was read ahead. */
    List<SqliteRow> all() {
        return ahead;
    }

    @Override
    public @Nullable SqliteRow next() throws SQLException {
        if (given < ahead.size()) {
            SqliteRow row = ahead.get(given++);
            if (given == ahead.size()) {
                ahead = List.of();
                given = 0;
            }
            return row;
        }
        return step();
    }

    private @Nullable SqliteRow step() throws SQLException {
        if (!cursor.next()) {
            return null;
        }
        SqliteRowMetadata columns = metadata();
        @Nullable Object[] values = Cells.read(prepared.statement(), columns.size(), utf8);
        for (Object value : values) {
            bytes += size(value);
        }
        return new SqliteRow(columns, values);
    }

    private static int size(@Nullable Object value) {
        return switch (value) {
            case String text -> text.length();
            case byte[] blob -> blob.length;
            case null, default -> VALUE_BYTES;
        };
    }

    private SqliteRowMetadata metadata() throws SQLException {
        SqliteRowMetadata known = metadata;
        if (known == null) {
            known = prepared.memo() instanceof SqliteRowMetadata memo
                    ? memo
                    : SqliteRowMetadata.of(cursor.getMetaData());
            prepared.memo(known);
            metadata = known;
        }
        return known;
    }

    @Override
    public int batch() {
        return batch;
    }

    @Override
    public void close() {
        ahead = List.of();
        try {
            cursor.close();
        } catch (SQLException e) {
            // the statement is gone, and the cursor with it
        }
        prepared.close();
    }
}
