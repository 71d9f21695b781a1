package dev.cowork.r2dbc.sqlite.client;

import java.time.Duration;

/**
 * How long work waits for its turn.
 *
 * @param limit the limit; zero: without limit
 * @param total whether all waiting counts; otherwise only waiting while the threads before it stand still, so that a
 *     queue that moves, however slowly, makes nobody give up
 */
public record Patience(Duration limit, boolean total) {

    boolean isOver(long since, long moved, long now) {
        // moved may be later than now, by a tick; that only makes the difference negative
        return limit.isPositive() && Ticker.isOver(total || moved - since < 0 ? since : moved, limit.toNanos(), now);
    }
}
