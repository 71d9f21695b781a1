package dev.cowork.r2dbc.sqlite;

import io.r2dbc.spi.Option;
import io.r2dbc.spi.TransactionDefinition;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * How safe a write is when it is answered.
 *
 * <p>The choice for a write or a transaction is, first found first taken: the attribute {@link #ATTRIBUTE} of the
 * transaction's definition; the Reactor context ({@link #CONTEXT_KEY}, set by {@link #normal} and {@link #full}), read
 * when the write or the begin is subscribed to; the connection's {@link SqliteConnection#setDurability}; the factory's
 * configuration. Writes that share a commit take the strictest of their choices.
 */
public enum SqliteDurability {

    /** Survives a crash or kill of the process. A power failure may take the last moments, never the consistency. */
    NORMAL,

    /** Also survives a power failure: the commit is synced to the disk before it is answered. */
    FULL;

    /** Key of the Reactor context; its value is a constant of this class. */
    public static final Object CONTEXT_KEY = SqliteDurability.class;

    /** Attribute of a {@link TransactionDefinition}. */
    public static final Option<SqliteDurability> ATTRIBUTE = Option.valueOf("durability");

    /**
     * Makes everything inside write with {@link #NORMAL} durability.
     *
     * @param work what writes
     * @param <T> type of its elements
     * @return the same with the choice in its context
     */
    public static <T> Mono<T> normal(Mono<T> work) {
        return work.contextWrite(context -> context.put(CONTEXT_KEY, NORMAL));
    }

    /**
     * Makes everything inside write with {@link #NORMAL} durability.
     *
     * @param work what writes
     * @param <T> type of its elements
     * @return the same with the choice in its context
     */
    public static <T> Flux<T> normal(Publisher<T> work) {
        return Flux.from(work).contextWrite(context -> context.put(CONTEXT_KEY, NORMAL));
    }

    /**
     * Makes everything inside write with {@link #FULL} durability.
     *
     * @param work what writes
     * @param <T> type of its elements
     * @return the same with the choice in its context
     */
    public static <T> Mono<T> full(Mono<T> work) {
        return work.contextWrite(context -> context.put(CONTEXT_KEY, FULL));
    }

    /**
     * Makes everything inside write with {@link #FULL} durability.
     *
     * @param work what writes
     * @param <T> type of its elements
     * @return the same with the choice in its context
     */
    public static <T> Flux<T> full(Publisher<T> work) {
        return Flux.from(work).contextWrite(context -> context.put(CONTEXT_KEY, FULL));
    }

    static SqliteDurability choose(ContextView context, SqliteDurability otherwise) {
        return context.<Object>getOrDefault(CONTEXT_KEY, otherwise) instanceof SqliteDurability chosen
                ? chosen
                : otherwise;
    }

    static SqliteDurability choose(
            @Nullable SqliteDurability attribute, ContextView context, SqliteDurability otherwise) {
        return attribute != null ? attribute : choose(context, otherwise);
    }
}
