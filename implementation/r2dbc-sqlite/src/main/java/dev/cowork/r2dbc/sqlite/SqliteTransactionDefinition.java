package dev.cowork.r2dbc.sqlite;

import io.r2dbc.spi.Option;
import io.r2dbc.spi.TransactionDefinition;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a transaction is to be begun. Immutable; each method returns a changed copy. */
public final class SqliteTransactionDefinition implements TransactionDefinition {

    /** A transaction that may write, with the durability of context, connection or factory. */
    public static final SqliteTransactionDefinition DEFAULT = new SqliteTransactionDefinition(Map.of());

    private final Map<Option<?>, Object> attributes;

    private SqliteTransactionDefinition(Map<Option<?>, Object> attributes) {
        this.attributes = attributes;
    }

    /** {@return the same for a transaction that only reads and leaves the writer to others} */
    public SqliteTransactionDefinition readOnly() {
        return with(READ_ONLY, true);
    }

    /**
     * Chooses the durability.
     *
     * @param durability what its commit is worth
     * @return the same with that durability
     */
    public SqliteTransactionDefinition durability(SqliteDurability durability) {
        return with(SqliteDurability.ATTRIBUTE, durability);
    }

    /**
     * Bounds the wait for the writer.
     *
     * @param timeout how long to wait for the writer; zero: without limit
     * @return the same with that time-out
     */
    public SqliteTransactionDefinition lockWaitTimeout(Duration timeout) {
        return with(LOCK_WAIT_TIMEOUT, timeout);
    }

    private SqliteTransactionDefinition with(Option<?> option, Object value) {
        Map<Option<?>, Object> changed = new HashMap<>(attributes);
        changed.put(option, Assert.requireNonNull(value, option.name() + " must not be null"));
        return new SqliteTransactionDefinition(Map.copyOf(changed));
    }

    @Override
    public <T> @Nullable T getAttribute(Option<T> option) {
        Object value = attributes.get(option);
        return value == null ? null : option.cast(value);
    }
}
