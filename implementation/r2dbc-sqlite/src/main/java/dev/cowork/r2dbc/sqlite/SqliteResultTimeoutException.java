package dev.cowork.r2dbc.sqlite;

import io.r2dbc.spi.R2dbcTimeoutException;
import java.time.Duration;

/** Nobody asked for the rows of a long result for longer than allowed, so its place was given to others. */
public final class SqliteResultTimeoutException extends R2dbcTimeoutException {

    private static final long serialVersionUID = 1L;

    SqliteResultTimeoutException(Duration limit) {
        super(
                "Nobody asked for the rows of this long result for " + limit.toMillis()
                        + " ms, so it was closed; read it faster, or page it by key",
                "57P05");
    }
}
