package dev.cowork.r2dbc.sqlite.client;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The rows of an open result, from the first. Used by one thread at a time.
 *
 * @param <R> type of a row
 */
public interface Rows<R> {

    /**
     * Steps to the next row.
     *
     * @return the row, {@code null} at the end
     * @throws SQLException if SQLite refuses
     */
    @Nullable
    R next() throws SQLException;

    /** {@return how many rows may be kept ready for a reader; fewer the larger they are} */
    int batch();

    /** Closes the result and its statement. */
    void close();
}
