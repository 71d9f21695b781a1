package dev.cowork.r2dbc.sqlite;

import dev.cowork.r2dbc.sqlite.client.Mode;
import dev.cowork.r2dbc.sqlite.client.SqliteClient;
import dev.cowork.r2dbc.sqlite.client.Work;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.TransactionDefinition;
import io.r2dbc.spi.ValidationDepth;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A light handle on the database. It occupies nothing until a transaction begins; then it holds the writer, or a reader
 * for a read only transaction, until the transaction ends.
 */
public final class SqliteConnection implements Connection {

    private final SqliteConnectionFactory factory;
    private final SqliteConnectionMetadata metadata;
    private final Handle handle;

    SqliteConnection(
            SqliteConnectionFactory factory, SqliteClient client, SqliteConnectionConfiguration configuration) {
        this.factory = factory;
        this.metadata = new SqliteConnectionMetadata(client.version());
        this.handle = new Handle(client, configuration);
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
        return handle.begin(Assert.requireNonNull(definition, "definition must not be null"));
    }

    @Override
    public Mono<Void> commitTransaction() {
        return handle.commit();
    }

    /** Rolls back; completes without doing anything if no transaction is open. */
    @Override
    public Mono<Void> rollbackTransaction() {
        return handle.rollback();
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
        return handle.inTransaction(sql);
    }

    private static String quote(String name) {
        Assert.requireNonNull(name, "name must not be null");
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** Runs work in the open transaction, else in auto-commit mode as its mode allows. */
    <T> Mono<T> run(Mode mode, @Nullable String sql, Work<T> work) {
        return handle.run(mode, sql, work);
    }

    List<Sql> scan(String text) {
        return factory.scan(text);
    }

    /** Rolls an open transaction back and refuses further use. Results that are being read on demand go on. */
    @Override
    public Mono<Void> close() {
        return handle.close();
    }

    @Override
    public boolean isAutoCommit() {
        return handle.isAutoCommit();
    }

    /** Turning it on commits an open transaction; turning it off lets the next statement begin one. */
    @Override
    public Mono<Void> setAutoCommit(boolean on) {
        return handle.setAutoCommit(on);
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
        handle.setDurability(Assert.requireNonNull(choice, "choice must not be null"));
    }

    /** {@return what writes of this connection are worth by default} */
    public SqliteDurability getDurability() {
        return handle.getDurability();
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

    /**
     * Bounds how long statements and transactions wait for their turn, all waiting counted; zero: without limit. Without a
     * call of this the factory's option holds, which counts only while those before them do not get on.
     */
    @Override
    public Mono<Void> setLockWaitTimeout(Duration timeout) {
        Assert.requireNonNull(timeout, "timeout must not be null");
        return Mono.fromRunnable(() -> handle.setLockWaitTimeout(timeout));
    }

    /**
     * Bounds how long a statement may run, to about 50 ms; zero: without limit. A write that is interrupted inside a
     * transaction takes the whole transaction with it, and writes with a time-out do not share commits.
     */
    @Override
    public Mono<Void> setStatementTimeout(Duration timeout) {
        Assert.requireNonNull(timeout, "timeout must not be null");
        return Mono.fromRunnable(() -> handle.setStatementTimeout(timeout));
    }

    @Override
    public Mono<Boolean> validate(ValidationDepth depth) {
        Assert.requireNonNull(depth, "depth must not be null");
        return Mono.defer(() -> {
            if (!handle.isOpen()) {
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
