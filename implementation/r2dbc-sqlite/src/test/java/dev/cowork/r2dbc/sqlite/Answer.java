package dev.cowork.r2dbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;

/** What the end of a transaction is told: counts every signal, where an operator would hide the second one. */
final class Answer implements CoreSubscriber<Void> {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final AtomicInteger times = new AtomicInteger();
    private final CompletableFuture<@Nullable Throwable> first = new CompletableFuture<>();

    @Override
    public void onSubscribe(Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(Void nothing) {}

    @Override
    public void onError(Throwable error) {
        times.incrementAndGet();
        first.complete(error);
    }

    @Override
    public void onComplete() {
        times.incrementAndGet();
        first.complete(null);
    }

    boolean hasCome() {
        return first.isDone();
    }

    /** Waits for it: the error, or {@code null} if it was a success. */
    @Nullable
    Throwable error() {
        return first.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
    }

    void assertThatItCameOnce() {
        error();
        assertThat(times).hasValue(1);
    }
}
