package dev.cowork.r2dbc.sqlite;

import dev.cowork.r2dbc.sqlite.client.ClientSettings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Configuration of a {@link SqliteConnectionFactory}. Immutable; made by its {@link #builder()}. */
public final class SqliteConnectionConfiguration {

    private static final String MEMORY = ":memory:";

    private final String database;
    private final boolean inMemory;
    private final int readers;
    private final int statementCache;
    private final int queueCapacity;
    private final int groupLimit;
    private final int transactionGroupLimit;
    private final Duration busyTimeout;
    private final Duration lockWaitTimeout;
    private final Duration statementTimeout;
    private final Duration leaseLimit;
    private final Duration resultTimeout;
    private final Duration closeTimeout;
    private final SqliteDurability durability;
    private final @Nullable Scheduler emitOn;
    private final @Nullable Scheduler emitInTransactionsOn;

    private SqliteConnectionConfiguration(Builder builder) {
        this.database = Assert.requireNonNull(builder.database, "database must not be null");
        this.inMemory = database.equals(MEMORY) || database.contains("mode=memory");
        // connections do not share a database in memory, so there the writer does everything
        this.readers = inMemory ? 0 : builder.readers;
        this.statementCache = builder.statementCache;
        this.queueCapacity = builder.queueCapacity;
        this.groupLimit = builder.groupLimit;
        this.transactionGroupLimit = builder.transactionGroupLimit;
        this.busyTimeout = builder.busyTimeout;
        this.lockWaitTimeout = builder.lockWaitTimeout;
        this.statementTimeout = builder.statementTimeout;
        this.leaseLimit = builder.leaseLimit;
        this.resultTimeout = builder.resultTimeout;
        this.closeTimeout = builder.closeTimeout;
        this.durability = builder.durability;
        this.emitOn = builder.emitOn;
        this.emitInTransactionsOn = builder.emitInTransactionsOn;
    }

    /** {@return a builder with the defaults} */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The configuration for a file with all defaults.
     *
     * @param path path of the database file
     * @return the configuration
     */
    public static SqliteConnectionConfiguration file(String path) {
        return builder().database(path).build();
    }

    /** {@return path of the file, a {@code file:} URI, or {@code :memory:}} */
    public String getDatabase() {
        return database;
    }

    /** {@return what a write without a choice of its own is worth} */
    public SqliteDurability getDurability() {
        return durability;
    }

    /** {@return how long work waits for its turn while those before it do not get on; zero: without limit} */
    public Duration getLockWaitTimeout() {
        return lockWaitTimeout;
    }

    /** {@return how long a statement may run; zero: without limit} */
    public Duration getStatementTimeout() {
        return statementTimeout;
    }

    /** {@return number of reader threads} */
    public int getReaders() {
        return readers;
    }

    /** {@return whether the database lives in memory and ends with the factory} */
    public boolean isInMemory() {
        return inMemory;
    }

    ClientSettings clientSettings() {
        Scheduler signals = emitOn == null ? Schedulers.parallel() : emitOn;
        return new ClientSettings(
                "jdbc:sqlite:" + database,
                readers,
                statementCache,
                queueCapacity,
                groupLimit,
                transactionGroupLimit,
                busyTimeout,
                leaseLimit,
                resultTimeout,
                closeTimeout,
                signals,
                emitInTransactionsOn == null ? signals : emitInTransactionsOn,
                SqliteExceptionFactory.INSTANCE);
    }

    @Override
    public String toString() {
        return "SqliteConnectionConfiguration[" + database + ", readers=" + readers + ", durability=" + durability
                + "]";
    }

    /** Builds a configuration. Every setting but the database has a default. */
    public static final class Builder {

        private @Nullable String database;
        private int readers = 2;
        private int statementCache = 256;
        private int queueCapacity = 10_000;
        private int groupLimit = 512;
        private int transactionGroupLimit = 1;
        private Duration busyTimeout = Duration.ofSeconds(5);
        private Duration lockWaitTimeout = Duration.ofSeconds(10);
        private Duration statementTimeout = Duration.ZERO;
        private Duration leaseLimit = Duration.ofSeconds(30);
        private Duration resultTimeout = Duration.ofSeconds(30);
        private Duration closeTimeout = Duration.ofSeconds(10);
        private SqliteDurability durability = SqliteDurability.FULL;
        private @Nullable Scheduler emitOn;
        private @Nullable Scheduler emitInTransactionsOn;

        private Builder() {}

        /**
         * Names the database.
         *
         * @param path path of the file, a {@code file:} URI, or {@code :memory:}
         * @return this
         */
        public Builder database(String path) {
            Assert.requireNonNull(path, "database must not be null");
            if (path.isBlank()) {
                throw new IllegalArgumentException("database must not be empty");
            }
            this.database = path;
            return this;
        }

        /**
         * Sets the number of reader threads.
         *
         * @param number reader threads, default 2; 0 sends reads to the writer
         * @return this
         */
        public Builder readers(int number) {
            this.readers = Assert.atLeast(0, number, "readers");
            return this;
        }

        /**
         * Sets the size of the statement caches.
         *
         * @param size prepared statements kept per thread, default 256
         * @return this
         */
        public Builder statementCache(int size) {
            this.statementCache = Assert.atLeast(1, size, "statementCache");
            return this;
        }

        /**
         * Bounds the queues.
         *
         * @param capacity tasks that may wait for the writer, and as many for the readers, default 10,000
         * @return this
         */
        public Builder queueCapacity(int capacity) {
            this.queueCapacity = Assert.atLeast(1, capacity, "queueCapacity");
            return this;
        }

        /**
         * Bounds the groups that share a commit.
         *
         * @param members writes that may share one commit, default 512; 1 turns group commit off
         * @return this
         */
        public Builder groupLimit(int members) {
            this.groupLimit = Assert.atLeast(1, members, "groupLimit");
            return this;
        }

        /**
         * Bounds the groups of transactions that share a commit. A transaction that ends while others wait for the writer is then answered
         * together with them, so many short ones at once cost few commits. Each can still fail or be rolled back for itself; only what makes SQLite
         * drop everything (a full disk, an interrupted write, {@code RAISE(ROLLBACK)}, a deferred foreign key that is broken at the commit) fails
         * all that have not been answered. Only for a program whose transactions are short: each waits for those that share its commit.
         *
         * @param members transactions and auto-commit writes that may share one commit, default 1: each transaction has its own
         * @return this
         */
        public Builder transactionGroupLimit(int members) {
            this.transactionGroupLimit = Assert.atLeast(1, members, "transactionGroupLimit");
            return this;
        }

        /**
         * Bounds the wait for other processes.
         *
         * @param timeout how long SQLite waits for a lock that another process holds, default 5 s
         * @return this
         */
        public Builder busyTimeout(Duration timeout) {
            this.busyTimeout = Assert.notNegative(timeout, "busyTimeout");
            return this;
        }

        /**
         * Bounds the wait for a turn.
         *
         * @param timeout how long work waits for its turn inside this process while those before it do not get on,
         *     default 10 s; zero: without limit
         * @return this
         */
        public Builder lockWaitTimeout(Duration timeout) {
            this.lockWaitTimeout = Assert.notNegative(timeout, "lockWaitTimeout");
            return this;
        }

        /**
         * Bounds statements.
         *
         * @param timeout how long a statement may run, default zero: without limit. Writes with a limit do not share
         *     commits
         * @return this
         */
        public Builder statementTimeout(Duration timeout) {
            this.statementTimeout = Assert.notNegative(timeout, "statementTimeout");
            return this;
        }

        /**
         * Bounds transactions.
         *
         * @param limit how long a transaction may last before it is rolled back by force, default 30 s
         * @return this
         */
        public Builder leaseLimit(Duration limit) {
            this.leaseLimit = Assert.positive(limit, "leaseLimit");
            return this;
        }

        /**
         * Bounds the pauses of whoever reads a long result.
         *
         * @param timeout how long the rows of a long result may wait to be asked for, default 30 s
         * @return this
         */
        public Builder resultTimeout(Duration timeout) {
            this.resultTimeout = Assert.positive(timeout, "resultTimeout");
            return this;
        }

        /**
         * Bounds closing.
         *
         * @param timeout how long closing the factory waits for work under way before breaking it off, default 10 s
         * @return this
         */
        public Builder closeTimeout(Duration timeout) {
            this.closeTimeout = Assert.notNegative(timeout, "closeTimeout");
            return this;
        }

        /**
         * Sets the durability of writes that do not choose.
         *
         * @param choice what a write without a choice of its own is worth, default {@link SqliteDurability#FULL}
         * @return this
         */
        public Builder durability(SqliteDurability choice) {
            this.durability = Assert.requireNonNull(choice, "durability must not be null");
            return this;
        }

        /**
         * Sets where results are signalled.
         *
         * @param scheduler where results are signalled, default {@link Schedulers#parallel()}
         * @return this
         */
        public Builder emitOn(Scheduler scheduler) {
            this.emitOn = Assert.requireNonNull(scheduler, "emitOn must not be null");
            return this;
        }

        /**
         * Sets where the results of statements inside a transaction are signalled; its end is always signalled where {@link
         * #emitOn} says. With {@link Schedulers#immediate()} that is the thread that runs the transaction: it waits for the
         * next statement anyway, and each statement costs two changes of thread less. Only for a program that does nothing
         * between the statements of a transaction but make the next one: while it computes, no limit can end the transaction.
         *
         * @param scheduler where they are signalled, default the scheduler of all other results
         * @return this
         */
        public Builder emitInTransactionsOn(Scheduler scheduler) {
            this.emitInTransactionsOn = Assert.requireNonNull(scheduler, "emitInTransactionsOn must not be null");
            return this;
        }

        /**
         * Makes the configuration.
         *
         * @return the configuration
         * @throws IllegalArgumentException if no database was named
         */
        public SqliteConnectionConfiguration build() {
            return new SqliteConnectionConfiguration(this);
        }
    }
}
