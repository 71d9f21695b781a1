package dev.cowork.server.platform.resources;

import reactor.core.publisher.Mono;

/** Work that ends as it began even when the client that asked for it has gone. */
public final class Detached {

    private Detached() {}

    /**
     * Use it for changes of several steps, disk and database, that must not stop between two of them. It must not be used inside a
     * transaction: the work does not join it.
     *
     * @param work what to do, begun at each subscription
     * @param <T> what it gives
     * @return the same result; cancelling gives up waiting, not the work
     */
    public static <T> Mono<T> from(Mono<T> work) {
        return Mono.fromFuture(work::toFuture, true);
    }
}
