package dev.cowork.r2dbc.sqlite;

import dev.cowork.r2dbc.sqlite.client.Lease;
import dev.cowork.r2dbc.sqlite.client.Mode;
import dev.cowork.r2dbc.sqlite.client.Request;
import dev.cowork.r2dbc.sqlite.client.SqliteClient;
import dev.cowork.r2dbc.sqlite.client.Work;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.TransactionDefinition;
import io.r2dbc.spi.ValidationDepth;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.ContextView;

/**
 * A light handle on the database. It occupies nothing until a transaction begins; then it holds the writer, or a reader
 * for a read only transaction, until the transaction ends.
 */
public final class SqliteConnection implements Connection {

    private final SqliteConnectionFactory factory;
    private final SqliteClient client;
    private final SqliteConnectionMetadata metadata;
    private volatile boolean autoCommit = true;
    private volatile boolean closed;
    private volatile @Nullable Lease lease;
    private volatile SqliteDurability durability;
    private volatile Duration lockWait;
    private volatile Duration statementTimeout = Duration.ZERO;

    SqliteConnection(
            SqliteConnectionFactory factory, SqliteClient client, SqliteConnectionConfiguration configuration) {
        this.factory = factory;
        this.client = client;
        this.metadata = new SqliteConnectionMetadata(client.version());
        this.durability = configuration.getDurability();
        this.lockWait = configuration.getLockWaitTimeout();
    }

    @Override
    public Mono<Void> beginTransaction() {
        return beginTransaction(SqliteTransactionDefinition.DEFAULT);
    }

    /**
     * Begins a transaction, if none is open. The first statement then waits for the writer, and takes it before it runs:
     * so nobody is kept waiting by a transaction that was begun and forgotten. Every isolation level is served by
     * SQLite's one, SERIALIZABLE. Attributes understood: {@link TransactionDefinition#READ_ONLY}, {@link
     * TransactionDefinition#LOCK_WAIT_TIMEOUT}, {@link SqliteDurability#ATTRIBUTE}.
     */
    @Override
    public Mono<Void> beginTransaction(TransactionDefinition definition) {
        Assert.requireNonNull(definition, "definition must not be null");
        return Mono.deferContextual(context -> {
            if (closed) {
                return Mono.error(SqliteExceptionFactory.connectionClosed());
            }
            begin(definition, context);
            return Mono.empty();
        });
    }

    private synchronized Lease begin(TransactionDefinition definition, ContextView context) {
        Lease open = lease();
        if (open != null) {
            return open;
        }
        Duration wait = definition.getAttribute(TransactionDefinition.LOCK_WAIT_TIMEOUT);
        SqliteDurability wanted =
                SqliteDurability.choose(definition.getAttribute(SqliteDurability.ATTRIBUTE), context, durability);
        Lease begun = client.lease(
                Boolean.TRUE.equals(definition.getAttribute(TransactionDefinition.READ_ONLY)),
                wanted == SqliteDurability.FULL,
                nanos(wait == null ? lockWait : wait));
        lease = begun;
        autoCommit = false;
        return begun;
    }

    @Override
    public Mono<Void> commitTransaction() {
        return Mono.defer(() -> {
            Lease held = lease();
            return held == null ? Mono.<Void>empty() : forgetting(held, held.commit());
        });
    }

    @Override
    public Mono<Void> rollbackTransaction() {
        return Mono.defer(() -> {
            Lease held = lease();
            return held == null ? Mono.<Void>empty() : forgetting(held, held.rollback());
        });
    }

    /** The connection is in auto-commit mode by the time the subscriber hears of the end. */
    private Mono<Void> forgetting(Lease held, Mono<Void> end) {
        return end.doOnTerminate(() -> forget(held)).doOnCancel(() -> forget(held));
    }

    private void forget(Lease held) {
        if (lease == held) {
            lease = null;
            autoCommit = true;
        }
    }

    /** The lease of the open transaction; also one that ended by force, so that its further use is refused by name. */
    private @Nullable Lease lease() {
        Lease held = lease;
        if (held != null && held.isReleased()) {
            forget(held);
            return null;
        }
        return held;
    }

    @Override
    public Mono<Void> createSavepoint(String name) {
        String quoted = quote(name);
        return beginTransaction().then(inTransaction("SAVEPOINT " + quoted));
    }

    @Override
    public Mono<Void> releaseSavepoint(String name) {
        return inTransaction("RELEASE " + quote(name));
    }

    @Override
    public Mono<Void> rollbackTransactionToSavepoint(String name) {
        return inTransaction("ROLLBACK TO " + quote(name));
    }

    /** Runs a control statement; fails if no transaction is open. */
    Mono<Void> inTransaction(String sql) {
        return Mono.defer(() -> lease() == null
                ? Mono.error(new IllegalStateException("There is no transaction"))
                : run(Mode.ALONE, sql, session -> {
                    session.control(sql);
                    return null;
                }));
    }

    private static String quote(String name) {
        Assert.requireNonNull(name, "name must not be null");
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** Runs work in the open transaction, else in auto-commit mode as its mode allows. */
    <T> Mono<T> run(Mode mode, @Nullable String sql, Work<T> work) {
        return new Mono<>() {
            @Override
            public void subscribe(CoreSubscriber<? super T> actual) {
                if (closed) {
                    Operators.error(actual, SqliteExceptionFactory.connectionClosed());
                    return;
                }
                Lease held = lease();
                if (held == null && !autoCommit) {
                    held = begin(SqliteTransactionDefinition.DEFAULT, actual.currentContext());
                }
                boolean durable = SqliteDurability.choose(actual.currentContext(), durability) == SqliteDurability.FULL;
                Request<T> request = new Request<>(mode, durable, sql, work, nanos(lockWait), nanos(statementTimeout));
                if (held != null) {
                    held.submit(request, actual);
                } else {
                    client.submit(request, actual);
                }
            }
        };
    }

    List<Sql> scan(String text) {
        return factory.scan(text);
    }

    private static long nanos(Duration duration) {
        return duration.isPositive() ? duration.toNanos() : 0;
    }

    /** Rolls an open transaction back and refuses further use. */
    @Override
    public Mono<Void> close() {
        return Mono.defer(() -> {
            if (closed) {
                return Mono.<Void>empty();
            }
            closed = true;
            Lease held = lease;
            return held == null ? Mono.<Void>empty() : held.rollback();
        });
    }

    @Override
    public boolean isAutoCommit() {
        return autoCommit && lease() == null;
    }

    /** Turning it on commits an open transaction; turning it off lets the next statement begin one. */
    @Override
    public Mono<Void> setAutoCommit(boolean on) {
        return Mono.defer(() -> {
            if (on == isAutoCommit()) {
                return Mono.<Void>empty();
            }
            if (on) {
                return commitTransaction().then(Mono.<Void>fromRunnable(() -> autoCommit = true));
            }
            autoCommit = false;
            return Mono.<Void>empty();
        });
    }

    @Override
    public SqliteBatch createBatch() {
        return new SqliteBatch(this);
    }

    /**
     * Makes a statement.
     *
     * @param sql one statement; or several SELECT without parameters
     * @return the statement
     * @throws io.r2dbc.spi.R2dbcBadGrammarException if the text holds no statement, or several of which one writes or
     *     has parameters; a {@link SqliteBatch} runs those
     */
    @Override
    public SqliteStatement createStatement(String sql) {
        Assert.requireNonNull(sql, "sql must not be null");
        return new SqliteStatement(this, sql);
    }

    /**
     * Chooses what writes and transactions of this connection are worth, unless the context or the transaction says
     * otherwise.
     *
     * @param choice the choice
     */
    public void setDurability(SqliteDurability choice) {
        this.durability = Assert.requireNonNull(choice, "choice must not be null");
    }

    /** {@return what writes of this connection are worth by default} */
    public SqliteDurability getDurability() {
        return durability;
    }

    @Override
    public SqliteConnectionMetadata getMetadata() {
        return metadata;
    }

    @Override
    public IsolationLevel getTransactionIsolationLevel() {
        return IsolationLevel.SERIALIZABLE;
    }

    /** Accepts every level and stays with SERIALIZABLE, which promises at least as much as any other. */
    @Override
    public Mono<Void> setTransactionIsolationLevel(IsolationLevel isolationLevel) {
        Assert.requireNonNull(isolationLevel, "isolationLevel must not be null");
        return Mono.empty();
    }

    /** Bounds how long statements and transactions wait for their turn; zero: without limit. */
    @Override
    public Mono<Void> setLockWaitTimeout(Duration timeout) {
        Assert.requireNonNull(timeout, "timeout must not be null");
        return Mono.fromRunnable(() -> lockWait = timeout);
    }

    /**
     * Bounds how long a statement may run, to about 50 ms; zero: without limit. A write that is interrupted inside a
     * transaction takes the whole transaction with it, and writes with a time-out do not share commits.
     */
    @Override
    public Mono<Void> setStatementTimeout(Duration timeout) {
        Assert.requireNonNull(timeout, "timeout must not be null");
        return Mono.fromRunnable(() -> statementTimeout = timeout);
    }

    @Override
    public Mono<Boolean> validate(ValidationDepth depth) {
        Assert.requireNonNull(depth, "depth must not be null");
        return Mono.defer(() -> {
            if (closed || client.isClosed()) {
                return Mono.just(false);
            }
            if (depth == ValidationDepth.LOCAL) {
                return Mono.just(true);
            }
            return run(Mode.READ, "SELECT 1", session -> {
                        Fetch.run(session, "SELECT 1", SqlKind.READ, SqliteStatement.NO_VALUES);
                        return true;
                    })
                    .onErrorReturn(false);
        });
    }
}
