package dev.cowork.r2dbc.sqlite.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Makes the exceptions the engine reports, so that it need not know the driver's exception types. */
public interface Failures {

    /**
     * Translates what SQLite reported.
     *
     * @param cause what was thrown; a runtime exception passes through
     * @param sql the statement, without its values
     * @return the exception to signal
     */
    RuntimeException of(Throwable cause, @Nullable String sql);

    /**
     * A queue is full.
     *
     * @param capacity how many tasks the queue holds
     * @return says that the queue is full
     */
    RuntimeException queueFull(int capacity);

    /**
     * No worker became free in time.
     *
     * @param patience how long the task was willing to wait
     * @return says that no worker became free in time
     */
    RuntimeException lockTimeout(Patience patience);

    /**
     * Nobody asked for the rows of a long result.
     *
     * @param limit how long they may wait
     * @return says that the result was given up
     */
    RuntimeException exportExpired(Duration limit);

    /**
     * A transaction lasted too long.
     *
     * @param limit how long a transaction may last
     * @return says that the transaction was rolled back because it lasted longer
     */
    RuntimeException leaseExpired(Duration limit);

    /**
     * SQLite gave up a transaction.
     *
     * @param cause the error that made SQLite roll back
     * @return says that SQLite rolled the transaction back by itself
     */
    RuntimeException transactionLost(Throwable cause);

    /** {@return says that a result was broken off together with a statement that was} */
    RuntimeException interrupted();

    /** {@return says that the transaction is over} */
    RuntimeException transactionOver();

    /** {@return says that the connection factory is closed} */
    RuntimeException closed();
}
