package dev.cowork.r2dbc.sqlite;

import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.ConnectionFactoryProvider;
import io.r2dbc.spi.Option;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes factories from URLs: {@code r2dbc:sqlite:///absolute/path.db}, {@code r2dbc:sqlite:///./relative/path.db},
 * {@code r2dbc:sqlite:file:///path.db}, {@code r2dbc:sqlite:///:memory:}, {@code
 * r2dbc:sqlite:///path.db?readers=4&durability=normal}. Durations are ISO ({@code PT5S}) or milliseconds.
 */
public final class SqliteConnectionFactoryProvider implements ConnectionFactoryProvider {

    /** The driver's name in URLs. */
    public static final String DRIVER_NAME = "sqlite";

    /** Number of reader threads. */
    public static final Option<Integer> READERS = Option.valueOf("readers");

    /** Prepared statements kept per thread. */
    public static final Option<Integer> STATEMENT_CACHE = Option.valueOf("statementCache");

    /** Tasks that may wait. */
    public static final Option<Integer> QUEUE_CAPACITY = Option.valueOf("queueCapacity");

    /** Writes that may share one commit. */
    public static final Option<Integer> GROUP_LIMIT = Option.valueOf("groupLimit");

    /** Transactions and writes that may share one commit. */
    public static final Option<Integer> TRANSACTION_GROUP_LIMIT = Option.valueOf("transactionGroupLimit");

    /** How long to wait for a lock held by another process. */
    public static final Option<Duration> BUSY_TIMEOUT = Option.valueOf("busyTimeout");

    /** How long work waits for its turn while those before it do not get on. */
    public static final Option<Duration> LOCK_WAIT_TIMEOUT = ConnectionFactoryOptions.LOCK_WAIT_TIMEOUT;

    /** How long a statement may run. */
    public static final Option<Duration> STATEMENT_TIMEOUT = ConnectionFactoryOptions.STATEMENT_TIMEOUT;

    /** How long a transaction may last. */
    public static final Option<Duration> LEASE_LIMIT = Option.valueOf("leaseLimit");

    /** How long the rows of a long result may wait to be asked for. */
    public static final Option<Duration> RESULT_TIMEOUT = Option.valueOf("resultTimeout");

    /** How long closing waits. */
    public static final Option<Duration> CLOSE_TIMEOUT = Option.valueOf("closeTimeout");

    /** What a write without a choice of its own is worth. */
    public static final Option<SqliteDurability> DURABILITY = Option.valueOf("durability");

    private static final String MEMORY = ":memory:";
    private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:[/\\\\]");

    /** Made by the service loader. */
    public SqliteConnectionFactoryProvider() {}

    @Override
    public SqliteConnectionFactory create(ConnectionFactoryOptions options) {
        return new SqliteConnectionFactory(configuration(options));
    }

    /**
     * Reads options.
     *
     * @param options the options of a URL
     * @return the configuration they mean
     * @throws IllegalArgumentException if the database is missing or a value cannot be read
     */
    public static SqliteConnectionConfiguration configuration(ConnectionFactoryOptions options) {
        Assert.requireNonNull(options, "options must not be null");
        SqliteConnectionConfiguration.Builder builder = SqliteConnectionConfiguration.builder();
        builder.database(database(options));
        read(options, READERS, Integer::valueOf, builder::readers);
        read(options, STATEMENT_CACHE, Integer::valueOf, builder::statementCache);
        read(options, QUEUE_CAPACITY, Integer::valueOf, builder::queueCapacity);
        read(options, GROUP_LIMIT, Integer::valueOf, builder::groupLimit);
        read(options, TRANSACTION_GROUP_LIMIT, Integer::valueOf, builder::transactionGroupLimit);
        read(options, BUSY_TIMEOUT, SqliteConnectionFactoryProvider::duration, builder::busyTimeout);
        read(options, LOCK_WAIT_TIMEOUT, SqliteConnectionFactoryProvider::duration, builder::lockWaitTimeout);
        read(options, STATEMENT_TIMEOUT, SqliteConnectionFactoryProvider::duration, builder::statementTimeout);
        read(options, LEASE_LIMIT, SqliteConnectionFactoryProvider::duration, builder::leaseLimit);
        read(options, RESULT_TIMEOUT, SqliteConnectionFactoryProvider::duration, builder::resultTimeout);
        read(options, CLOSE_TIMEOUT, SqliteConnectionFactoryProvider::duration, builder::closeTimeout);
        read(options, DURABILITY, text -> SqliteDurability.valueOf(text.toUpperCase(Locale.ROOT)), builder::durability);
        return builder.build();
    }

    private static <T> void read(
            ConnectionFactoryOptions options, Option<T> option, Function<String, T> parse, Consumer<T> set) {
        Object value = options.getValue(option);
        if (value == null) {
            return;
        }
        try {
            set.accept(value instanceof String text ? parse.apply(text) : option.cast(value));
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("Cannot use '" + value + "' as " + option.name(), e);
        }
    }

    private static Duration duration(String text) {
        return text.chars().allMatch(Character::isDigit)
                ? Duration.ofMillis(Long.parseLong(text))
                : Duration.parse(text);
    }

    /** A URL loses the slash an absolute path begins with, so a relative one has to begin with a dot. */
    private static String database(ConnectionFactoryOptions options) {
        String host = text(options, ConnectionFactoryOptions.HOST);
        String path = text(options, ConnectionFactoryOptions.DATABASE);
        if (MEMORY.equals(path) || "mem".equals(text(options, ConnectionFactoryOptions.PROTOCOL))) {
            return MEMORY;
        }
        if (path == null || path.isEmpty()) {
            throw new IllegalArgumentException("A SQLite URL needs a path, such as r2dbc:sqlite:///var/lib/app.db");
        }
        if (host != null && !host.isEmpty() && !host.equals("localhost")) {
            throw new IllegalArgumentException(
                    "A SQLite URL has no host; an absolute path has three slashes: r2dbc:sqlite:///" + host + "/"
                            + path);
        }
        boolean complete = path.startsWith("/")
                || path.startsWith("file:")
                || DRIVE.matcher(path).lookingAt();
        return complete || path.startsWith("./") || path.startsWith("../") ? path : "/" + path;
    }

    private static @Nullable String text(ConnectionFactoryOptions options, Option<?> option) {
        Object value = options.getValue(option);
        return value == null ? null : value.toString();
    }

    @Override
    public boolean supports(ConnectionFactoryOptions options) {
        Assert.requireNonNull(options, "options must not be null");
        return DRIVER_NAME.equals(options.getValue(ConnectionFactoryOptions.DRIVER));
    }

    @Override
    public String getDriver() {
        return DRIVER_NAME;
    }
}
