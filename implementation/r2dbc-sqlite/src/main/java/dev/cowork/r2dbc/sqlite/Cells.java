package dev.cowork.r2dbc.sqlite;

import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.core.Codes;
import org.sqlite.core.CoreStatement;
import org.sqlite.core.DB;

/**
 * Reads the row that a statement stands on, as {@code ResultSet.getObject} would, but under one lock instead of several for
 * each cell, and with text as the bytes it is kept in instead of through a buffer.
 */
final class Cells {

    private Cells() {}

    /**
     * @param statement stands on a row
     * @param columns how many to read
     * @param utf8 whether the database keeps text in UTF-8; its bytes are then taken as they are
     * @return Integer, Long, Double, String, byte[] or {@code null} for each
     */
    static @Nullable Object[] read(PreparedStatement statement, int columns, boolean utf8) throws SQLException {
        @Nullable Object[] values = new @Nullable Object[columns];
        ((CoreStatement) statement).pointer.safeRunConsume((db, at) -> {
            for (int i = 0; i < columns; i++) {
                values[i] = cell(db, at, i, utf8);
            }
        });
        return values;
    }

    private static @Nullable Object cell(DB db, long at, int column, boolean utf8) throws SQLException {
        switch (db.column_type(at, column)) {
            case Codes.SQLITE_INTEGER -> {
                long number = db.column_long(at, column);
                int small = (int) number;
                if (small == number) {
                    return small;
                }
                return number;
            }
            case Codes.SQLITE_TEXT -> {
                return utf8
                        ? new String(db.column_blob(at, column), StandardCharsets.UTF_8)
                        : db.column_text(at, column);
            }
            case Codes.SQLITE_FLOAT -> {
                return db.column_double(at, column);
            }
            case Codes.SQLITE_BLOB -> {
                return db.column_blob(at, column);
            }
            default -> {
                return null;
            }
        }
    }
}
