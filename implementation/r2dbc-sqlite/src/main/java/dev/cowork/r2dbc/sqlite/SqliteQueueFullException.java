package dev.cowork.r2dbc.sqlite;

import io.r2dbc.spi.R2dbcTransientResourceException;

/** More work waits for the database than the queue may hold. Try again later. */
public final class SqliteQueueFullException extends R2dbcTransientResourceException {

    private static final long serialVersionUID = 1L;

    SqliteQueueFullException(int capacity) {
        super("The database has " + capacity + " tasks waiting already and takes no more", "53400");
    }
}
