package dev.cowork.r2dbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/**
 * Bug class: a long result must cost neither memory nor a reader, however slowly it is read. The profile {@code soak} reads
 * millions of rows.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LongResultTest {

    private static final int LONG = 5_000;
    private static final int PLACES = 2;
    private static final String NUMBERS =
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) SELECT i FROM n";

    @TempDir
    private Path folder;

    private TestDatabase db;

    @BeforeEach
    void open() {
        db = TestDatabase.in(
                folder,
                builder -> builder.durability(SqliteDurability.NORMAL)
                        .resultTimeout(Duration.ofMillis(600))
                        .closeTimeout(Duration.ofMillis(200)));
        db.script("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT)");
    }

    @AfterEach
    void close() {
        db.close();
    }

    private Flux<Long> numbers(long count) {
        return db.with(connection -> numbers(connection, count));
    }

    private static Flux<Long> numbers(SqliteConnection connection, long count) {
        return TestDatabase.column(connection, Long.class, NUMBERS, count);
    }

    private static List<Long> upTo(long count) {
        return LongStream.rangeClosed(1, count).boxed().toList();
    }

    /** Asks for one row and then for no more. */
    private static <T> BaseSubscriber<T> stalled(
            Flux<T> rows, CompletableFuture<T> first, CompletableFuture<Throwable> end) {
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
    private BaseSubscriber<Long> holder() {
        CompletableFuture<Long> first = new CompletableFuture<>();
        BaseSubscriber<Long> reader = stalled(numbers(LONG), first, new CompletableFuture<>());
        assertThat(first.join()).isEqualTo(1);
        return reader;
    }

    @Nested
    class ItsRows {

        @ParameterizedTest
        @ValueSource(ints = {999, 1_000, 1_001, 1_256, 1_257, LONG})
        void areAllThereInOrderHoweverMany(int count) {
            assertThat(numbers(count).collectList().block()).isEqualTo(upTo(count));
            assertThat(db.statistics().openResults()).isZero();
        }

        @Test
        void areReadOnlyAsFarAsTheyAreAskedFor() {
            AtomicLong seen = new AtomicLong();
            db.with(connection -> connection
                            .createStatement(NUMBERS)
                            .bind(0, 1_000_000)
                            .execute()
                            .concatMap(result -> result.map(row -> row.get(0, Long.class))))
                    .doOnNext(seen::set)
                    .take(3_000)
                    .blockLast();

            assertThat(seen).hasValue(3_000);
            await().untilAsserted(
                            () -> assertThat(db.statistics().openResults()).isZero());
        }

        @Test
        void areFollowedByTheErrorThatEndsThem() {
            String failing = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9000)"
                    + " SELECT CASE WHEN i = 3000 THEN abs(-9223372036854775808) ELSE i END FROM n";
            StepVerifier.create(db.with(connection -> TestDatabase.column(connection, Long.class, failing)))
                    .expectNextCount(2_999)
                    .verifyErrorSatisfies(error -> assertThat(error).hasMessageContaining("overflow"));
            assertThat(numbers(LONG).count().block()).isEqualTo(LONG);
        }

        @Test
        void canBeReadOnce() {
            StepVerifier.create(db.with(connection -> connection
                            .createStatement(NUMBERS)
                            .bind(0, LONG)
                            .execute()
                            .concatMap(result -> Flux.from(result.map(row -> row.get(0, Long.class)))
                                    .concatWith(result.map(row -> row.get(0, Long.class))))))
                    .expectNextCount(LONG)
                    .verifyErrorSatisfies(error -> assertThat(error).hasMessageContaining("only once"));
        }

        @Test
        void areGivenUpWhenOnlyTheCountIsAskedFor() {
            assertThat(db.with(connection -> connection
                                    .createStatement(NUMBERS)
                                    .bind(0, LONG)
                                    .execute()
                                    .concatMap(SqliteResult::getRowsUpdated))
                            .collectList()
                            .block())
                    .isEmpty();
            await().untilAsserted(
                            () -> assertThat(db.statistics().openResults()).isZero());
            assertThat(db.statistics().expiredResults()).isZero();
        }

        @Test
        void ofLargeValuesAreFewInMemory() {
            db.update(
                            "INSERT INTO t(id, name) SELECT i, hex(zeroblob(100000)) FROM"
                                    + " (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200) SELECT i FROM n)")
                    .block();

            CompletableFuture<String> first = new CompletableFuture<>();
            BaseSubscriber<String> reader = stalled(
                    db.with(connection -> TestDatabase.column(connection, String.class, "SELECT name FROM t")),
                    first,
                    new CompletableFuture<>());

            assertThat(first.join()).hasSize(200_000);
            assertThat(db.statistics().openResults())
                    .as("200 rows, but 40 MB: not fetched at once")
                    .isEqualTo(1);
            reader.cancel();
        }

        @Test
        void isNotLongForOneLargeValue() {
            db.update("INSERT INTO t(name) VALUES (hex(zeroblob(2000000)))").block();
            assertThat(db.column(String.class, "SELECT name FROM t").getFirst()).hasSize(4_000_000);
            assertThat(db.factory.statistics().openResults()).isZero();
        }
    }

    @Nested
    class WhileItIsRead {

        @Test
        void noReaderWaitsForIt() {
            List<BaseSubscriber<Long>> holders = List.of(holder(), holder());
            assertThat(db.statistics().openResults()).isEqualTo(PLACES);

            for (int i = 0; i < 10; i++) {
                assertThat(numbers(1_000).count().block(Duration.ofSeconds(10))).isEqualTo(1_000);
            }
            holders.forEach(BaseSubscriber::cancel);
        }

        @Test
        void aQueryPerRowRunsHoweverManyReadAtOnce() {
            int outers = 6;
            List<Long> sums = Flux.range(0, outers)
                    .flatMap(
                            outer -> numbers(1_500)
                                    .concatMap(i -> numbers(3).reduce(i, Long::sum))
                                    .reduce(0L, Long::sum),
                            outers)
                    .collectList()
                    .block(Duration.ofSeconds(60));

            long expected = LongStream.rangeClosed(1, 1_500).map(i -> i + 6).sum();
            assertThat(sums).hasSize(outers).containsOnly(expected);
        }

        @Test
        void aThirdOneWaitsForAPlaceAndThenGetsAllRows() {
            List<BaseSubscriber<Long>> holders = List.of(holder(), holder());
            CompletableFuture<List<Long>> third = numbers(LONG).collectList().toFuture();
            await().until(() -> db.statistics().queuedReads() == 0);

            holders.getFirst().cancel();

            assertThat(third.join()).isEqualTo(upTo(LONG));
            holders.getLast().cancel();
        }

        @Test
        void writesGoOnAndItKeepsItsView() {
            db.update("INSERT INTO t(id) SELECT i FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
                            + " WHERE i < 2000) SELECT i FROM n)")
                    .block();

            List<Long> seen = db.with(connection -> TestDatabase.column(connection, Long.class, "SELECT id FROM t"))
                    .concatMap(id -> id % 500 == 0
                            ? db.update("INSERT INTO t(id) VALUES (?)", 10_000 + id)
                                    .thenReturn(id)
                            : Mono.just(id))
                    .collectList()
                    .block();

            assertThat(seen).isEqualTo(upTo(2_000));
            assertThat(db.count("t")).isEqualTo(2_004);
        }
    }

    @Nested
    class ThatNobodyReads {

        @Test
        void failsByNameAndGivesItsPlaceBack() {
            CompletableFuture<Throwable> end = new CompletableFuture<>();
            stalled(numbers(LONG), new CompletableFuture<>(), end);

            assertThat(end.join())
                    .isInstanceOf(SqliteResultTimeoutException.class)
                    .hasMessageContaining("600 ms");
            await().untilAsserted(
                            () -> assertThat(db.statistics().openResults()).isZero());
            assertThat(db.statistics().expiredResults()).isEqualTo(1);
        }

        @Test
        void isNotConfusedWithOneThatIsReadSlowly() {
            Duration pause = Duration.ofMillis(5);
            assertThat(numbers(1_100)
                            .concatMap(i -> i > 1_000 ? Mono.just(i).delayElement(pause) : Mono.just(i), 1)
                            .count()
                            .block())
                    .isEqualTo(1_100);
            assertThat(db.statistics().expiredResults()).isZero();
        }

        @Test
        void isNotConfusedWithOneWhoseNextRowTakesLong() {
            String slow = "(WITH RECURSIVE m(j) AS (SELECT 1 UNION ALL SELECT j + 1 FROM m WHERE j < 9000000)"
                    + " SELECT max(j) FROM m)";
            String rows = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)"
                    + " SELECT CASE WHEN i = 1500 THEN " + slow + " ELSE i END FROM n";
            assertThat(db.with(connection -> TestDatabase.column(connection, Long.class, rows))
                            .count()
                            .block())
                    .isEqualTo(2_000);
        }

        @Test
        void doesNotHoldAPlaceForeverIfItsResultIsDropped() {
            for (int i = 0; i < PLACES; i++) {
                db.with(connection -> connection
                                .createStatement(NUMBERS)
                                .bind(0, LONG)
                                .execute())
                        .blockLast();
            }
            assertThat(numbers(LONG).count().block(Duration.ofSeconds(20))).isEqualTo(LONG);
        }
    }

    @Nested
    class InATransaction {

        @Test
        void statementsRunBetweenItsRows() {
            List<Long> seen = db.with(connection -> connection
                            .beginTransaction()
                            .thenMany(numbers(connection, 3_000))
                            .concatMap(i -> i % 1_000 == 0
                                    ? TestDatabase.update(connection, "INSERT INTO t(id) VALUES (?)", i)
                                            .thenReturn(i)
                                    : Mono.just(i))
                            .concatWith(connection.commitTransaction().then(Mono.empty())))
                    .collectList()
                    .block();

            assertThat(seen).isEqualTo(upTo(3_000));
            assertThat(db.column(Long.class, "SELECT id FROM t")).containsExactly(1_000L, 2_000L, 3_000L);
            assertThat(db.statistics().openTransactions()).isZero();
        }

        @Test
        void theSameQueryMayRunInsideItself() {
            long count = db.with(connection -> connection
                            .beginTransaction()
                            .thenMany(numbers(connection, 1_200))
                            .concatMap(i ->
                                    i % 400 == 0 ? numbers(connection, 1_100).count() : Mono.just(1L))
                            .reduce(0L, Long::sum)
                            .flatMap(sum -> connection.commitTransaction().thenReturn(sum)))
                    .single()
                    .block();
            assertThat(count).isEqualTo(1_197 + 3 * 1_100);
        }

        @Test
        void itEndsWithTheTransaction() {
            SqliteConnection connection = db.connect();
            CompletableFuture<Throwable> end = new CompletableFuture<>();
            CompletableFuture<Long> first = new CompletableFuture<>();
            stalled(connection.beginTransaction().thenMany(numbers(connection, LONG)), first, end);
            first.join();

            connection.commitTransaction().block();

            assertThat(end.join()).hasMessageContaining("transaction is over");
            assertThat(db.update("INSERT INTO t(id) VALUES (1)").block()).isEqualTo(1);
        }

        @Test
        void aReadOnlyOneKeepsItsView() {
            db.update("INSERT INTO t(id) VALUES (1)").block();
            List<Long> counts = db.with(connection -> connection
                            .beginTransaction(SqliteTransactionDefinition.DEFAULT.readOnly())
                            .thenMany(TestDatabase.column(connection, Long.class, "SELECT count(*) FROM t"))
                            .thenMany(numbers(connection, 2_000))
                            .filter(i -> i % 1_000 == 0)
                            .concatMap(i -> db.update("INSERT INTO t(id) VALUES (?)", i)
                                    .thenMany(TestDatabase.column(connection, Long.class, "SELECT count(*) FROM t"))))
                    .collectList()
                    .block();
            assertThat(counts).containsExactly(1L, 1L);
        }
    }

    @Test
    void closingTheFactoryEndsItWithAName() {
        CompletableFuture<Throwable> end = new CompletableFuture<>();
        CompletableFuture<Long> first = new CompletableFuture<>();
        db.close();
        db = TestDatabase.in(folder, builder -> builder.closeTimeout(Duration.ofMillis(100)));
        stalled(numbers(LONG), first, end);
        first.join();

        db.factory.close().block(Duration.ofSeconds(20));

        assertThat(end.join()).hasMessageContaining("closed");
    }

    @Test
    void cancellingAtAnyMomentGivesThePlaceBack() {
        List<Mono<Long>> reads = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            reads.add(numbers(LONG).take(Duration.ofMillis(i % 20)).count());
        }
        Flux.merge(Flux.fromIterable(reads), 8).blockLast();

        await().untilAsserted(() -> assertThat(db.statistics().openResults()).isZero());
        assertThat(numbers(LONG).count().block(Duration.ofSeconds(10))).isEqualTo(LONG);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void memoryStaysFlatHoweverManyRowsThereAre(boolean inATransaction) throws Exception {
        long rows = Long.getLong("rows", 300_000);
        Path file = folder.resolve("test.db");
        // each row takes a thousand bytes: all of them would need many times what there is
        try (ChildJvm child = ChildJvm.start(List.of("-Xmx40m"), StreamingProcess.class, file, rows, inATransaction)) {
            assertThat(child.line()).isEqualTo(Long.toString(rows));
            assertThat(child.exitCode()).isZero();
        }
    }
}
