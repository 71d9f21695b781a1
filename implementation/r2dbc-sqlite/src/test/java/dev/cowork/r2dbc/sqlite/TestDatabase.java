package dev.cowork.r2dbc.sqlite;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A database in a temporary folder, and the few calls tests make all the time. */
final class TestDatabase implements AutoCloseable {

    final SqliteConnectionFactory factory;

    TestDatabase(SqliteConnectionConfiguration configuration) {
        this.factory = new SqliteConnectionFactory(configuration);
    }

    static TestDatabase in(Path folder) {
        return in(folder, builder -> {});
    }

    static TestDatabase in(Path folder, Consumer<SqliteConnectionConfiguration.Builder> settings) {
        SqliteConnectionConfiguration.Builder builder = SqliteConnectionConfiguration.builder()
                .database(folder.resolve("test.db").toString());
        settings.accept(builder);
        return new TestDatabase(builder.build());
    }

    /** Uses a connection of its own and closes it. */
    <T> Flux<T> with(Function<SqliteConnection, ? extends Publisher<T>> work) {
        return Flux.usingWhen(factory.create(), work, SqliteConnection::close);
    }

    /** Runs one statement in auto-commit mode; the number of changed rows, if it changes any. */
    Mono<Long> update(String sql, Object... values) {
        return with(connection -> update(connection, sql, values)).next();
    }

    static Mono<Long> update(SqliteConnection connection, String sql, Object... values) {
        SqliteStatement statement = connection.createStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.bind(i, values[i]);
        }
        return statement.execute().concatMap(SqliteResult::getRowsUpdated).reduce(0L, Long::sum);
    }

    /** The first column of all rows. */
    <T> List<T> column(Class<T> type, String sql, Object... values) {
        return with(connection -> column(connection, type, sql, values))
                .collectList()
                .block();
    }

    static <T> Flux<T> column(SqliteConnection connection, Class<T> type, String sql, Object... values) {
        SqliteStatement statement = connection.createStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.bind(i, values[i]);
        }
        return statement.execute().concatMap(result -> result.map(row -> row.get(0, type)));
    }

    long count(String table) {
        return column(Long.class, "SELECT count(*) FROM " + table).getFirst();
    }

    /** Runs a script, all or nothing. */
    void script(String sql) {
        with(connection -> connection.createBatch().add(sql).execute().concatMap(SqliteResult::getRowsUpdated))
                .blockLast();
    }

    /** Makes the connection hold the writer: a transaction takes it with its first statement. */
    static SqliteConnection hold(SqliteConnection connection) {
        connection
                .beginTransaction()
                .thenMany(column(connection, Integer.class, "SELECT 1"))
                .blockLast();
        return connection;
    }

    SqliteConnection connect() {
        return factory.create().block();
    }

    SqliteStatistics statistics() {
        return factory.statistics();
    }

    @Override
    public void close() {
        factory.close().block();
    }
}
