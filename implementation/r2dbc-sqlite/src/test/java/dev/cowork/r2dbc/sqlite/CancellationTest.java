package dev.cowork.r2dbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Bug class: a cancel between two steps of a transaction must not leave the writer leased. */
class CancellationTest {

    private static final int CANCELS = 1_000;
    private static final int ROUNDS = 300;
    private static final int AT_ONCE = 16;

    @TempDir
    private Path folder;

    private TestDatabase db;

    @BeforeEach
    void open() {
        // the limits are far away: they must not be what saves the day
        db = TestDatabase.in(
                folder,
                builder -> builder.durability(SqliteDurability.NORMAL)
                        .leaseLimit(Duration.ofMinutes(10))
                        .closeTimeout(Duration.ofSeconds(2)));
        db.script("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT)");
    }

    @AfterEach
    void close() {
        db.close();
    }

    /**
     * Repeats the work until it has been cancelled often enough, each time after a random part of about its duration: the
     * longest wait follows the machine's pace, so that about half of the work gets to its end.
     */
    private static void cancelAtRandom(Random random, IntFunction<Mono<Void>> work) {
        AtomicInteger cancels = new AtomicInteger();
        AtomicLong longest = new AtomicLong(5_000_000);
        Flux.range(0, Integer.MAX_VALUE)
                .flatMap(
                        i -> work.apply(i)
                                .thenReturn(false)
                                .takeUntilOther(Mono.delay(Duration.ofNanos(random.nextLong(longest.get()))))
                                .defaultIfEmpty(true)
                                .doOnNext(cancelled -> longest.updateAndGet(
                                        nanos -> cancelled ? nanos * 51 / 50 : Math.max(100_000, nanos * 49 / 50))),
                        AT_ONCE)
                .takeUntil(cancelled -> cancelled && cancels.incrementAndGet() == CANCELS)
                .blockLast();
    }

    private void assertNothingIsLeft() {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () -> assertThat(db.statistics().openTransactions()).isZero());
        assertThat(db.update("INSERT INTO t VALUES (-1, 'last')").block(Duration.ofSeconds(30)))
                .isEqualTo(1);
        assertThat(db.column(String.class, "SELECT name FROM t WHERE id = -1")).containsExactly("last");
    }

    @Test
    void aThousandCancelsAtRandomMomentsLeaveNoLease() {
        cancelAtRandom(
                new Random(1),
                i -> db.with(connection -> connection
                                .beginTransaction()
                                .then(TestDatabase.update(connection, "INSERT INTO t VALUES (?, 'x')", i))
                                .then(TestDatabase.update(connection, "UPDATE t SET name = 'y' WHERE id < 3"))
                                .then(connection.commitTransaction()))
                        .then());
        assertNothingIsLeft();
    }

    @Test
    void aThousandCancelsOfSpringTransactionsLeaveNoLease() {
        DatabaseClient client = DatabaseClient.create(db.factory);
        TransactionalOperator operator = TransactionalOperator.create(new R2dbcTransactionManager(db.factory));
        cancelAtRandom(
                new Random(2),
                i -> operator.transactional(client.sql("INSERT INTO t VALUES (:id, 'x')")
                        .bind("id", i)
                        .then()
                        .then(client.sql("UPDATE t SET name = 'y' WHERE id < 3").then())));
        assertNothingIsLeft();
    }

    @Test
    void aTransactionCancelledWhileItWaitsNeverGetsTheWriter() {
        SqliteConnection holder = TestDatabase.hold(db.connect());
        SqliteConnection other = db.connect();
        Disposable waiting = other.beginTransaction()
                .then(TestDatabase.update(other, "INSERT INTO t VALUES (1, 'x')"))
                .subscribe();
        assertThat(db.statistics().queuedWrites()).isEqualTo(1);

        waiting.dispose();
        holder.rollbackTransaction().block();

        // nobody ends the other one, and yet it does not stand in the way
        assertThat(db.update("INSERT INTO t VALUES (2, 'y')").block(Duration.ofSeconds(30)))
                .isEqualTo(1);
        assertThat(db.statistics().openTransactions()).isZero();
        assertThat(TestDatabase.update(other, "INSERT INTO t VALUES (3, 'z')").block())
                .isEqualTo(1);
        other.commitTransaction().block();
        assertThat(db.column(Long.class, "SELECT id FROM t")).containsExactly(2L, 3L);
    }

    @Test
    void aTransactionBegunAndForgottenHoldsNothing() {
        db.connect().beginTransaction().block();

        assertThat(db.statistics().openTransactions()).isZero();
        assertThat(db.update("INSERT INTO t VALUES (1, 'x')").block(Duration.ofSeconds(30)))
                .isEqualTo(1);
    }

    @Test
    void aCancelledReadIsBrokenOffAndItsReaderServesOthers() {
        String endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n";
        for (int i = 0; i < 4; i++) {
            db.with(connection -> TestDatabase.column(connection, Long.class, endless))
                    .take(Duration.ofMillis(20))
                    .blockLast();
        }
        assertThat(db.count("t")).isZero();
    }

    @Test
    void aCancelNeverHitsTheStatementAfterTheCancelledOne(@TempDir Path other) {
        String slow =
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) SELECT max(i) FROM n";
        try (TestDatabase one = TestDatabase.in(other, builder -> builder.readers(1))) {
            AtomicInteger cancelled = new AtomicInteger();
            Random random = new Random(4);
            for (int i = 0; i < ROUNDS; i++) {
                Disposable read = one.with(connection -> TestDatabase.column(connection, Long.class, slow))
                        .doOnCancel(cancelled::incrementAndGet)
                        .subscribe();
                Mono<Long> next = one.with(connection -> TestDatabase.column(
                                connection, Long.class, "SELECT count(*) FROM sqlite_schema, pragma_function_list"))
                        .single();
                var answer = next.toFuture();
                busyFor(random.nextInt(3_000_000));
                read.dispose();
                assertThat(answer.join()).as("round %s", i).isZero();
            }
            assertThat(cancelled.get()).isGreaterThan(ROUNDS / 10);
        }
    }

    private static void busyFor(long nanos) {
        long until = System.nanoTime() + nanos;
        while (System.nanoTime() < until) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aWriteThatHasStartedIsCarriedOutWhoeverCancels() {
        String many = "INSERT INTO t(id, name) SELECT i, hex(randomblob(20)) FROM"
                + " (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000) SELECT i FROM n)";
        Disposable write = db.update(many).subscribe();
        // that many rows are more than the cache holds: the first of them are in the log long before the last is made
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> Files.size(folder.resolve("test.db-wal")) > 1 << 20);

        write.dispose();

        // waits behind it
        assertThat(db.update("INSERT INTO t VALUES (-5, 'next')").block()).isEqualTo(1);
        assertThat(db.count("t")).isEqualTo(200_001);
    }

    @Test
    void aWriteThatStillWaitsIsTakenOutOfTheQueue() {
        SqliteConnection holder = TestDatabase.hold(db.connect());
        Disposable write = db.update("INSERT INTO t VALUES (1, 'x')").subscribe();
        assertThat(db.statistics().queuedWrites()).isEqualTo(1);

        write.dispose();

        assertThat(db.statistics().queuedWrites()).isZero();
        holder.rollbackTransaction().block();
        assertThat(db.count("t")).isZero();
    }
}
