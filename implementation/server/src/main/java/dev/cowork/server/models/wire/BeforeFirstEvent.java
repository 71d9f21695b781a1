package dev.cowork.server.models.wire;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Whether and when a request that a provider could not take is repeated: as long as nothing of an answer has been seen, because after that
 * a second request would say something else. Waits as long as the provider asks, else twice as long each time with some jitter. For one
 * request and its repetitions, which follow each other.
 */
final class BeforeFirstEvent {

    private final WireLimits limits;
    private boolean begun;
    private int repeated;

    BeforeFirstEvent(WireLimits limits) {
        this.limits = limits;
    }

    /** The answer has begun. */
    void begun() {
        begun = true;
    }

    /**
     * @param refusal why the last request failed
     * @return how long to wait before the next one, null when there is to be none
     */
    @Nullable
    Duration waitAfter(Refusal refusal) {
        if (begun || !refusal.retryable() || repeated >= limits.maxRetries()) {
            return null;
        }
        Duration asked = refusal.retryAfter();
        if (asked != null && asked.compareTo(limits.longestRetryAfter()) > 0) {
            return null;
        }
        Duration wait = asked != null ? asked : backOff();
        repeated++;
        return wait;
    }

    private Duration backOff() {
        double jitter = 0.75 + ThreadLocalRandom.current().nextDouble() / 2;
        return Duration.ofNanos((long) (limits.firstDelay().toNanos() * Math.pow(2, repeated) * jitter));
    }
}
