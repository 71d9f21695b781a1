package dev.cowork.r2dbc.sqlite;

import dev.cowork.r2dbc.sqlite.client.Patience;
import io.r2dbc.spi.R2dbcTimeoutException;

/**
 * A statement or transaction gave up waiting for its turn: after the lock wait time-out chosen for it, or because what
 * stood before it did not get on for that long.
 */
public final class SqliteLockTimeoutException extends R2dbcTimeoutException {

    private static final long serialVersionUID = 1L;

    SqliteLockTimeoutException(Patience patience) {
        super(
                (patience.total()
                                ? "The database was busy for longer than the lock wait time-out of "
                                : "The database has not got on for longer than the lock wait time-out of ")
                        + patience.limit().toMillis()
                        + " ms. SQLite has one writer: a transaction must not wait for another one, or for a write"
                        + " outside of it",
                "55P03");
    }
}
