package dev.cowork.r2dbc.sqlite.client;

/**
 * Time as the watch has seen it pass. It stands still while the watch sleeps, for then nothing is limited, and while the
 * whole process is stopped: what could not run has not been slow.
 */
final class Ticker {

    private static final long MOST_AT_ONCE = 10 * Watch.TICK_NANOS;

    private volatile long now;
    private long seen;

    /** Nanoseconds from an arbitrary start, never more than a tick behind while the watch is awake. */
    long now() {
        return now;
    }

    /** Whether more than the limit has passed; never too early, up to two ticks too late. */
    static boolean isOver(long since, long limit, long now) {
        return now - since > limit + Watch.TICK_NANOS;
    }

    /** Called by the watch when it wakes up. */
    void resume() {
        seen = System.nanoTime();
    }

    /** Called by the watch at each look; returns the time. */
    long advance() {
        long real = System.nanoTime();
        long moved = now + Math.min(real - seen, MOST_AT_ONCE);
        seen = real;
        now = moved;
        return moved;
    }
}
