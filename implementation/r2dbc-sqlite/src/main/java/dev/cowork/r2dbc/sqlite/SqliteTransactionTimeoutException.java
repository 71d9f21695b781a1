package dev.cowork.r2dbc.sqlite;

import io.r2dbc.spi.R2dbcTimeoutException;
import java.time.Duration;

/** The transaction lasted longer than the lease limit and was rolled back. Every later use of it fails with this. */
public final class SqliteTransactionTimeoutException extends R2dbcTimeoutException {

    private static final long serialVersionUID = 1L;

    SqliteTransactionTimeoutException(Duration limit) {
        super(
                "The transaction lasted longer than its limit of " + limit.toMillis()
                        + " ms and was rolled back, so that others may write",
                "25P03");
    }
}
