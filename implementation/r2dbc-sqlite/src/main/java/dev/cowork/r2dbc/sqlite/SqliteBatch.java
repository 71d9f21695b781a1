package dev.cowork.r2dbc.sqlite;

import dev.cowork.r2dbc.sqlite.client.Mode;
import dev.cowork.r2dbc.sqlite.client.Session;
import io.r2dbc.spi.Batch;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Flux;

/**
 * Statements without parameters that run one after the other: all or nothing, unless one of them is a PRAGMA, VACUUM or
 * ATTACH, which cannot run in a transaction. Each text may be a whole script.
 */
public final class SqliteBatch implements Batch {

    private final SqliteConnection connection;
    private final List<Sql> statements = new ArrayList<>();

    SqliteBatch(SqliteConnection connection) {
        this.connection = connection;
    }

    /**
     * Adds statements.
     *
     * @param sql one statement or a script
     * @return this
     * @throws io.r2dbc.spi.R2dbcBadGrammarException if it begins or ends transactions, or has parameters
     */
    @Override
    public SqliteBatch add(String sql) {
        Assert.requireNonNull(sql, "sql must not be null");
        for (Sql statement : connection.scan(sql)) {
            if (statement.kind().isTransactionControl()) {
                throw SqliteExceptionFactory.badGrammar(
                        "A Batch is a transaction already; use the connection to begin and end one", sql);
            }
            if (statement.parameterCount() > 0) {
                throw SqliteExceptionFactory.badGrammar("A Batch has no parameters", sql);
            }
            statements.add(statement);
        }
        return this;
    }

    @Override
    public Flux<SqliteResult> execute() {
        if (statements.isEmpty()) {
            return Flux.empty();
        }
        List<Sql> all = List.copyOf(statements);
        if (all.stream().allMatch(sql -> sql.kind() == SqlKind.READ)) {
            return SqliteStatement.reads(all, connection);
        }
        return connection.run(mode(all), null, session -> run(session, all)).flatMapIterable(results -> results);
    }

    private static Mode mode(List<Sql> all) {
        return all.stream().anyMatch(sql -> sql.kind() == SqlKind.OTHER) ? Mode.ALONE : Mode.ATOMIC;
    }

    private static List<SqliteResult> run(Session session, List<Sql> all) throws SQLException {
        List<SqliteResult> results = new ArrayList<>(all.size());
        for (Sql sql : all) {
            results.add(Fetch.runWhole(session, sql.text(), sql.kind(), SqliteStatement.NO_VALUES));
        }
        return results;
    }
}
