package dev.cowork.benchmarks.driver;

import dev.cowork.benchmarks.Side;
import dev.cowork.r2dbc.sqlite.SqliteConnection;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What the driver does, some work at a time: a connection for each piece of work, as a request would take one. */
final class DriverSide {

    private final Databases databases;

    DriverSide(Databases databases) {
        this.databases = databases;
    }

    Side pointReads(int count, int concurrency) {
        return () -> {
            SplittableRandom random = new SplittableRandom(count);
            long began = System.nanoTime();
            Long found = Flux.range(0, count)
                    .map(i -> 1 + random.nextInt(Databases.ROWS))
                    .flatMap(
                            no -> use(connection -> Flux.from(connection
                                            .createStatement(Databases.POINT)
                                            .bind(0, no)
                                            .execute())
                                    .flatMap(result -> result.map(row -> text(row.get(0, String.class))))),
                            concurrency)
                    .reduce(0L, (sum, text) -> sum + text.length())
                    .block();
            return Rate.perSecond(
                    "reads/s", count, began, Objects.equals(found, (long) count * Databases.PAYLOAD.length()));
        };
    }

    Side scan(int times, int rows) {
        return () -> {
            long began = System.nanoTime();
            Long seen = Flux.range(0, times)
                    .concatMap(i -> use(connection -> Flux.from(connection
                                    .createStatement(Databases.SCAN)
                                    .bind(0, 0)
                                    .bind(1, rows)
                                    .execute())
                            .flatMap(result -> result.map(row ->
                                    number(row.get(0, Integer.class)) > 0 && number(row.get(1, Integer.class)) >= 0))))
                    .filter(right -> right)
                    .count()
                    .block();
            return Rate.perSecond("rows/s", (long) times * rows, began, Objects.equals(seen, (long) times * rows));
        };
    }

    /** Each in a transaction of its own, so many at a time. */
    Side inserts(int count, int concurrency) {
        return () -> {
            long began = System.nanoTime();
            Long written = Flux.range(0, count)
                    .flatMap(
                            i -> use(connection -> updated(
                                    connection.createStatement(Databases.INSERT).bind(0, Databases.PAYLOAD))),
                            concurrency)
                    .reduce(0L, Long::sum)
                    .block();
            return Rate.perSecond("inserts/s", count, began, Objects.equals(written, (long) count));
        };
    }

    /** As batches, each in a transaction of its own. */
    Side batches(int batches, int size) {
        return () -> {
            long began = System.nanoTime();
            Long written = Flux.range(0, batches)
                    .concatMap(i -> use(connection -> batch(connection, size)))
                    .reduce(0L, Long::sum)
                    .block();
            return Rate.perSecond(
                    "inserts/s", (long) batches * size, began, Objects.equals(written, (long) batches * size));
        };
    }

    private static Flux<Long> batch(SqliteConnection connection, int size) {
        return Flux.defer(() -> {
            Statement insert = connection.createStatement(Databases.INSERT);
            for (int i = 0; i < size; i++) {
                insert.bind(0, Databases.PAYLOAD);
                if (i < size - 1) {
                    insert.add();
                }
            }
            return Mono.from(connection.beginTransaction())
                    .thenMany(updated(insert))
                    .concatWith(Mono.from(connection.commitTransaction()).then(Mono.<Long>empty()));
        });
    }

    private static Flux<Long> updated(Statement statement) {
        return Flux.from(statement.execute()).concatMap(Result::getRowsUpdated);
    }

    private <T> Flux<T> use(Function<SqliteConnection, ? extends Publisher<T>> work) {
        return Flux.usingWhen(databases.factory().create(), work, SqliteConnection::close);
    }

    private static String text(@org.jspecify.annotations.Nullable String value) {
        return value == null ? "" : value;
    }

    private static int number(@org.jspecify.annotations.Nullable Integer value) {
        return value == null ? -1 : value;
    }
}
