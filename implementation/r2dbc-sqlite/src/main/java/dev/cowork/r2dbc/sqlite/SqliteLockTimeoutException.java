package dev.cowork.r2dbc.sqlite;

import io.r2dbc.spi.R2dbcTimeoutException;
import java.time.Duration;

/** A statement or transaction waited longer for its turn than the lock wait time-out allows. */
public final class SqliteLockTimeoutException extends R2dbcTimeoutException {

    private static final long serialVersionUID = 1L;

    SqliteLockTimeoutException(Duration waited) {
        super(
                "The database was busy for longer than the lock wait time-out of " + waited.toMillis()
                        + " ms. SQLite has one writer: a transaction must not wait for another one, or for a write"
                        + " outside of it",
                "55P03");
    }
}
