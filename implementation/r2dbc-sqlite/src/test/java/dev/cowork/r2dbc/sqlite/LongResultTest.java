package dev.cowork.r2dbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
class LongResultTest extends LongResultFixture {

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

        /** Rows of 4 KB: 256 of them are a megabyte, and the one that passes it is still read with them. */
        @ParameterizedTest
        @CsvSource({"257, 0", "258, 1"})
        void isLongWithTheFirstRowBehindAMegabyte(int rows, long open) {
            db.update("INSERT INTO t(name) SELECT hex(zeroblob(2048)) FROM"
                            + " (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + rows
                            + ") SELECT i FROM n)")
                    .block();

            CompletableFuture<String> first = new CompletableFuture<>();
            BaseSubscriber<String> reader = stalled(
                    db.with(connection -> TestDatabase.column(connection, String.class, "SELECT name FROM t")),
                    first,
                    new CompletableFuture<>());

            assertThat(first.join()).hasSize(4_096);
            assertThat(db.statistics().openResults()).isEqualTo(open);
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
