package dev.cowork.r2dbc.sqlite.client;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** A prepared statement in a session's cache, with a place for what its user derives from it once. */
public final class Prepared {

    private final PreparedStatement statement;
    private @Nullable Object memo;

    Prepared(PreparedStatement statement) {
        this.statement = statement;
    }

    /** {@return the JDBC statement, only for the worker's thread} */
    public PreparedStatement statement() {
        return statement;
    }

    /** {@return what was remembered, {@code null} at first; gone when the schema changes} */
    public @Nullable Object memo() {
        return memo;
    }

    /**
     * Remembers something derived from the statement.
     *
     * @param value for example the columns of the result
     */
    public void memo(Object value) {
        this.memo = value;
    }

    /** Closes the statement, quietly: after an error it is finalized already. */
    public void close() {
        try {
            statement.close();
        } catch (SQLException e) {
            // finalized already
        }
    }
}
