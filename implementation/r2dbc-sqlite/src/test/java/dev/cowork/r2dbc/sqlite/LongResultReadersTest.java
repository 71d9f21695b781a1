package dev.cowork.r2dbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Bug class: a long result must not keep others waiting, however slowly it is read, and not for good when nobody reads it. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LongResultReadersTest extends LongResultFixture {

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

        @BeforeEach
        void limit() {
            db.close();
            open(Duration.ofMillis(600));
        }

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
            Duration pause = Duration.ofMillis(10);
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
}
