package dev.cowork.server.models.wire;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Repeats a request that a provider could not take, as long as nothing of an answer has been seen: after that, a second request would say
 * something else. Waits as long as the provider asks, else twice as long each time with some jitter.
 */
final class BeforeFirstEvent extends Retry {

    private final WireLimits limits;
    private final AtomicBoolean begun;

    BeforeFirstEvent(WireLimits limits, AtomicBoolean begun) {
        this.limits = limits;
        this.begun = begun;
    }

    @Override
    public Publisher<?> generateCompanion(Flux<RetrySignal> signals) {
        return signals.concatMap(signal -> {
            Throwable error = signal.failure();
            if (begun.get()
                    || !(error instanceof Refusal refusal)
                    || !refusal.retryable()
                    || signal.totalRetries() >= limits.maxRetries()) {
                return Mono.error(error);
            }
            Duration asked = refusal.retryAfter();
            if (asked != null && asked.compareTo(limits.longestRetryAfter()) > 0) {
                return Mono.error(error);
            }
            return Mono.delay(asked != null ? asked : backOff(signal.totalRetries()));
        });
    }

    private Duration backOff(long retries) {
        double jitter = 0.75 + ThreadLocalRandom.current().nextDouble() / 2;
        return Duration.ofNanos((long) (limits.firstDelay().toNanos() * Math.pow(2, retries) * jitter));
    }
}
