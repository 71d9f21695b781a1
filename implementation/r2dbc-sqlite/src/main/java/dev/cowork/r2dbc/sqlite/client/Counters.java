package dev.cowork.r2dbc.sqlite.client;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what the engine does; cheap to write and to read. */
public final class Counters {

    private final AtomicInteger openLeases = new AtomicInteger();
    private final AtomicLong commits = new AtomicLong();
    private final AtomicLong groups = new AtomicLong();
    private final AtomicLong writes = new AtomicLong();
    private final AtomicLong syncedCommits = new AtomicLong();
    private final AtomicLong refusals = new AtomicLong();
    private final AtomicLong expiredLeases = new AtomicLong();
    private final AtomicLong redirects = new AtomicLong();
    private final AtomicInteger largestGroup = new AtomicInteger();
    private final AtomicLong leaseNanos = new AtomicLong();
    private final AtomicLong longestLease = new AtomicLong();
    private final AtomicInteger openExports = new AtomicInteger();
    private final AtomicLong expiredExports = new AtomicLong();

    Counters() {}

    void leaseOpened() {
        openLeases.incrementAndGet();
    }

    void leaseEnded(long nanos) {
        openLeases.decrementAndGet();
        leaseNanos.addAndGet(nanos);
        longestLease.accumulateAndGet(nanos, Math::max);
    }

    void leaseExpired() {
        expiredLeases.incrementAndGet();
    }

    void exportOpened() {
        openExports.incrementAndGet();
    }

    void exportEnded() {
        openExports.decrementAndGet();
    }

    void exportExpired() {
        expiredExports.incrementAndGet();
    }

    void refused() {
        refusals.incrementAndGet();
    }

    void redirected() {
        redirects.incrementAndGet();
    }

    void committed(int members, boolean synced) {
        commits.incrementAndGet();
        writes.addAndGet(members);
        if (members > 1) {
            groups.incrementAndGet();
        }
        largestGroup.accumulateAndGet(members, Math::max);
        if (synced) {
            syncedCommits.incrementAndGet();
        }
    }

    /** {@return transactions open now} */
    public int openLeases() {
        return openLeases.get();
    }

    /** {@return commits on the writer so far} */
    public long commits() {
        return commits.get();
    }

    /** {@return commits so far that several writes shared} */
    public long groups() {
        return groups.get();
    }

    /** {@return auto-commit writes and transactions committed so far} */
    public long writes() {
        return writes.get();
    }

    /** {@return commits so far that were asked to be on the disk before they were answered} */
    public long syncedCommits() {
        return syncedCommits.get();
    }

    /** {@return tasks refused so far because a queue was full} */
    public long refusals() {
        return refusals.get();
    }

    /** {@return transactions rolled back so far because they lasted too long} */
    public long expiredLeases() {
        return expiredLeases.get();
    }

    /** {@return reads so far that turned out to write and were run again on the writer} */
    public long redirects() {
        return redirects.get();
    }

    /** {@return writes in the largest commit so far} */
    public int largestGroup() {
        return largestGroup.get();
    }

    /** {@return nanoseconds that transactions which have ended held a worker, in all} */
    public long leaseNanos() {
        return leaseNanos.get();
    }

    /** {@return nanoseconds of the longest transaction so far} */
    public long longestLeaseNanos() {
        return longestLease.get();
    }

    /** {@return long results that hold an export slot now} */
    public int openExports() {
        return openExports.get();
    }

    /** {@return long results given up so far because nobody asked for their rows} */
    public long expiredExports() {
        return expiredExports.get();
    }
}
