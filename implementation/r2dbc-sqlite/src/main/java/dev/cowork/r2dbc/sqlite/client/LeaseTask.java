package dev.cowork.r2dbc.sqlite.client;

import java.util.function.Consumer;
import reactor.core.CoreSubscriber;
import reactor.core.scheduler.Scheduler;

/** Waits for a worker to be leased. A lease that nobody takes any more goes back at once. */
final class LeaseTask extends Task<Lease> {

    private final Lease lease;
    private final Consumer<Lease> granted;

    LeaseTask(
            Lease lease,
            Consumer<Lease> granted,
            long lockWaitNanos,
            CoreSubscriber<? super Lease> actual,
            Scheduler emitOn) {
        super(new Request<>(Mode.ALONE, lease.durable(), null, session -> lease, lockWaitNanos, 0), actual, emitOn);
        this.lease = lease;
        this.granted = granted;
    }

    Lease lease() {
        return lease;
    }

    /** Hands the lease over; tells the owner before the signal, so that it is known to be held whatever is cancelled. */
    void grant() {
        granted.accept(lease);
        outcome(lease);
        if (!answer()) {
            lease.release();
        }
    }

    @Override
    void discard(Lease unwanted) {
        unwanted.release();
    }
}
