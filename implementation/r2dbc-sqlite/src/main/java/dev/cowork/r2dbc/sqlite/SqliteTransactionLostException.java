package dev.cowork.r2dbc.sqlite;

import io.r2dbc.spi.R2dbcRollbackException;

/** SQLite rolled the transaction back by itself after an error; what came before is gone too. */
public final class SqliteTransactionLostException extends R2dbcRollbackException {

    private static final long serialVersionUID = 1L;

    SqliteTransactionLostException(Throwable cause) {
        super("SQLite rolled the transaction back after an earlier error: " + cause.getMessage(), "40000", cause);
    }
}
