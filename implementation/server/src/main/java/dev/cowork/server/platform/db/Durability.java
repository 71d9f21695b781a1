package dev.cowork.server.platform.db;

import dev.cowork.r2dbc.sqlite.SqliteDurability;
import reactor.core.publisher.Mono;

/** How safe a write is when it is acknowledged. Without a word here, every write survives a power cut. */
public final class Durability {

    private Durability() {}

    /**
     * Lets a write be acknowledged when it survives the death of this process, though perhaps not a power cut.
     *
     * @param write the write
     * @param <T> what it gives
     * @return the same write, cheaper
     */
    public static <T> Mono<T> relaxed(Mono<T> write) {
        return SqliteDurability.normal(write);
    }
}
