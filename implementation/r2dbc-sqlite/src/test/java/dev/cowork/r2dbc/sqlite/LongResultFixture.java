package dev.cowork.r2dbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;

/** A database, long results of it, and readers that stop in the middle. */
abstract class LongResultFixture {

    static final int LONG = 5_000;

    static final int PLACES = 2;

    static final String NUMBERS =
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) SELECT i FROM n";

    @TempDir
    Path folder;

    TestDatabase db;

    @BeforeEach
    void open() {
        open(Duration.ofMinutes(1));
    }

    /** Opens it with this limit for results that nobody reads. */
    void open(Duration resultTimeout) {
        db = TestDatabase.in(
                folder,
                builder -> builder.durability(SqliteDurability.NORMAL)
                        .resultTimeout(resultTimeout)
                        .closeTimeout(Duration.ofMillis(200)));
        db.script("CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY, name TEXT)");
    }

    @AfterEach
    void close() {
        db.close();
    }

    Flux<Long> numbers(long count) {
        return db.with(connection -> numbers(connection, count));
    }

    static Flux<Long> numbers(SqliteConnection connection, long count) {
        return TestDatabase.column(connection, Long.class, NUMBERS, count);
    }

    static List<Long> upTo(long count) {
        return LongStream.rangeClosed(1, count).boxed().toList();
    }

    /** Asks for one row and then for no more. */
    static <T> BaseSubscriber<T> stalled(Flux<T> rows, CompletableFuture<T> first, CompletableFuture<Throwable> end) {
        BaseSubscriber<T> reader = new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(org.reactivestreams.Subscription subscription) {
                request(1);
            }

            @Override
            protected void hookOnNext(T value) {
                first.complete(value);
            }

            @Override
            protected void hookOnError(Throwable error) {
                end.complete(error);
            }
        };
        rows.subscribe(reader);
        return reader;
    }

    /** A reader that holds a place and reads on only when asked. */
    BaseSubscriber<Long> holder() {
        CompletableFuture<Long> first = new CompletableFuture<>();
        BaseSubscriber<Long> reader = stalled(numbers(LONG), first, new CompletableFuture<>());
        assertThat(first.join()).isEqualTo(1);
        return reader;
    }
}
