package dev.cowork.r2dbc.sqlite.client;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A piece of work for one worker thread: runs SQL on the worker's session and returns what was read, never a cursor.
 *
 * @param <T> what it returns
 */
@FunctionalInterface
public interface Work<T> {

    /**
     * Runs on the worker's thread; may run a second time if a group of writes has to be repeated.
     *
     * @param session the worker's session, not to be kept
     * @return the result, {@code null} for none
     * @throws SQLException if SQLite refuses
     */
    @Nullable
    T run(Session session) throws SQLException;
}
