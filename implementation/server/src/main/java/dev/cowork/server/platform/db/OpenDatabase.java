package dev.cowork.server.platform.db;

import dev.cowork.r2dbc.sqlite.SqliteConnectionConfiguration;
import dev.cowork.r2dbc.sqlite.SqliteConnectionFactory;
import java.nio.file.Path;
import java.time.Duration;
import reactor.core.scheduler.Schedulers;

/**
 * The database while the server runs.
 *
 * @param factory where connections come from
 */
record OpenDatabase(SqliteConnectionFactory factory) implements AutoCloseable {

    /** Work that has not ended by then is broken off: the whole server has three seconds to stop. */
    private static final Duration CLOSING = Duration.ofMillis(800);

    /** More would make the first of them wait longer than its own commit takes. */
    private static final int SHARING = 32;

    static OpenDatabase of(Path file) {
        return new OpenDatabase(new SqliteConnectionFactory(SqliteConnectionConfiguration.builder()
                .database(file.toString())
                .closeTimeout(CLOSING)
                // turns that begin or end at the same moment are short transactions that wait for each other
                .transactionGroupLimit(SHARING)
                // between the statements of a transaction there is nothing but the next one
                .emitInTransactionsOn(Schedulers.immediate())
                .build()));
    }

    /** Waits until queued writes are on the disk and the file is closed. */
    @Override
    public void close() {
        factory.close().block(CLOSING.multipliedBy(2));
    }
}
