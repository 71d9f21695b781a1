package dev.cowork.r2dbc.sqlite;

import dev.cowork.r2dbc.sqlite.client.Mode;
import dev.cowork.r2dbc.sqlite.client.Session;
import io.r2dbc.spi.Statement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * One statement with its values. Parameters are written as SQLite writes them: {@code ?}, {@code ?1}, {@code :name},
 * {@code @name}, {@code $name}; they are bound by 0-based index, or by name with or without the prefix. Several sets of
 * values ({@link #add()}) run as one: all or nothing.
 */
public final class SqliteStatement implements Statement {

    static final @Nullable Object[] NO_VALUES = new @Nullable Object[0];

    private final SqliteConnection connection;
    private final List<Sql> statements;
    private final Sql sql;
    private final Bindings bindings;
    private String returning = "";

    SqliteStatement(SqliteConnection connection, String text) {
        this.connection = connection;
        this.statements = connection.scan(text);
        if (statements.isEmpty()) {
            throw SqliteExceptionFactory.badGrammar("There is no statement in this text", text);
        }
        if (statements.size() > 1 && !statements.stream().allMatch(SqliteStatement::isPlainRead)) {
            // SQLite would run the first and ignore the rest
            throw SqliteExceptionFactory.badGrammar(
                    "There is a second statement in this text; a Batch runs several", text);
        }
        this.sql = statements.getFirst();
        this.bindings = new Bindings(sql);
    }

    private static boolean isPlainRead(Sql statement) {
        return statement.kind() == SqlKind.READ && statement.parameterCount() == 0;
    }

    @Override
    public SqliteStatement add() {
        bindings.add();
        return this;
    }

    @Override
    public SqliteStatement bind(int index, Object value) {
        bindings.bind(index, value);
        return this;
    }

    @Override
    public SqliteStatement bind(String name, Object value) {
        bindings.bind(bindings.place(name), value);
        return this;
    }

    @Override
    public SqliteStatement bindNull(int index, Class<?> type) {
        Assert.requireNonNull(type, "type must not be null");
        bindings.bindNull(index);
        return this;
    }

    @Override
    public SqliteStatement bindNull(String name, Class<?> type) {
        Assert.requireNonNull(type, "type must not be null");
        bindings.bindNull(bindings.place(name));
        return this;
    }

    /** Returns columns of the changed rows, by RETURNING; without names all columns. A name may stand in double quotes. */
    @Override
    public SqliteStatement returnGeneratedValues(String... columns) {
        Assert.requireNonNull(columns, "columns must not be null");
        this.returning = "\nRETURNING "
                + (columns.length == 0
                        ? "*"
                        : Arrays.stream(columns).map(SqliteStatement::quote).collect(Collectors.joining(", ")));
        return this;
    }

    private static String quote(String column) {
        Assert.requireNonNull(column, "column must not be null");
        boolean quoted = column.length() > 2 && column.startsWith("\"") && column.endsWith("\"");
        String name = quoted ? column.substring(1, column.length() - 1).replace("\"\"", "\"") : column;
        // not in double quotes: SQLite takes an unknown name in those for a text
        return '`' + name.replace("`", "``") + '`';
    }

    @Override
    public Flux<SqliteResult> execute() {
        List<@Nullable Object[]> sets = bindings.all();
        Mono<Void> lobs = bindings.readLobs(sets);
        Flux<SqliteResult> results = execute(sets);
        return lobs == null ? results : lobs.thenMany(results);
    }

    private Flux<SqliteResult> execute(List<@Nullable Object[]> sets) {
        SqlKind kind = sql.kind();
        if (kind.isTransactionControl()) {
            return control(kind).thenMany(Flux.just(SqliteResult.ofCount(0)));
        }
        if (statements.size() > 1) {
            return reads(statements, connection);
        }
        String text = kind == SqlKind.WRITE ? sql.text() + returning : sql.text();
        Mode mode = mode(kind);
        if (sets.size() == 1) {
            @Nullable Object[] values = sets.getFirst();
            return connection
                    .run(mode, text, session -> Fetch.run(session, text, kind, values))
                    .flux();
        }
        if (mode == Mode.READ) {
            return Flux.fromIterable(sets)
                    .concatMap(values -> connection.run(mode, text, session -> Fetch.run(session, text, kind, values)));
        }
        return connection
                .run(mode == Mode.WRITE ? Mode.ATOMIC : mode, text, session -> runEach(session, text, kind, sets))
                .flatMapIterable(results -> results);
    }

    /** Runs statements that only read, one after the other. */
    static Flux<SqliteResult> reads(List<Sql> statements, SqliteConnection connection) {
        return Flux.fromIterable(statements)
                .concatMap(read -> connection.run(
                        Mode.READ, read.text(), session -> Fetch.run(session, read.text(), read.kind(), NO_VALUES)));
    }

    private static Mode mode(SqlKind kind) {
        return switch (kind) {
            case READ -> Mode.READ;
            case WRITE -> Mode.WRITE;
            default -> Mode.ALONE;
        };
    }

    private static List<SqliteResult> runEach(Session session, String text, SqlKind kind, List<@Nullable Object[]> sets)
            throws SQLException {
        List<SqliteResult> results = new ArrayList<>(sets.size());
        for (@Nullable Object[] values : sets) {
            results.add(Fetch.runWhole(session, text, kind, values));
        }
        return results;
    }

    /** BEGIN and its like as text do what the connection's methods do: the threads are shared, so they must not slip by. */
    private Mono<Void> control(SqlKind kind) {
        return switch (kind) {
            case BEGIN -> connection.beginTransaction();
            case COMMIT -> connection.commitTransaction();
            case ROLLBACK ->
                sql.text().strip().split("\\s+").length > 2
                        ? connection.inTransaction(sql.text())
                        : connection.rollbackTransaction();
            default -> connection.inTransaction(sql.text());
        };
    }
}
