package dev.cowork.r2dbc.sqlite.client;

import java.time.Duration;
import reactor.core.scheduler.Scheduler;

/**
 * What the engine needs to know.
 *
 * @param url JDBC URL of the database
 * @param readers number of reader threads; 0 sends reads to the writer
 * @param statementCache prepared statements kept per worker
 * @param queueCapacity tasks that may wait for the writer, and as many for the readers
 * @param groupLimit writes that may share one commit
 * @param transactionGroupLimit transactions that may share one commit
 * @param busyTimeout how long SQLite waits for a lock held by another process
 * @param leaseLimit how long a transaction may last
 * @param exportLimit how long the rows of a long result may wait to be asked for
 * @param closeTimeout how long closing waits for work under way before it is broken off
 * @param emitOn where results are signalled
 * @param emitInTransactionsOn where those of statements inside a transaction are signalled
 * @param failures makes the exceptions
 */
public record ClientSettings(
        String url,
        int readers,
        int statementCache,
        int queueCapacity,
        int groupLimit,
        int transactionGroupLimit,
        Duration busyTimeout,
        Duration leaseLimit,
        Duration exportLimit,
        Duration closeTimeout,
        Scheduler emitOn,
        Scheduler emitInTransactionsOn,
        Failures failures) {}
