package dev.cowork.r2dbc.sqlite.client;

import org.jspecify.annotations.Nullable;

/**
 * What a worker is asked to do.
 *
 * @param mode how it may be run outside a transaction
 * @param durable whether its commit must be on the disk before it is answered; inside a lease the lease decides
 * @param sql the statement, for error messages; never with values
 * @param work the work
 * @param patience how long it waits for a worker
 * @param runNanos how long it may run before it is interrupted; 0: without limit
 * @param <T> what it returns
 */
public record Request<T>(
        Mode mode, boolean durable, @Nullable String sql, Work<T> work, Patience patience, long runNanos) {

    boolean groupable() {
        // an interrupted write takes its whole transaction with it, so one that may be interrupted runs alone
        return (mode == Mode.WRITE || mode == Mode.ATOMIC) && runNanos == 0;
    }
}
