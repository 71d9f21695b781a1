package dev.cowork.r2dbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Bug class: under load a lock error reaches somebody, or an update is lost. The profile {@code soak} lets each
 * writer commit more often.
 */
class LoadTest {

    private static final int WRITERS = 32;
    private static final int COMMITS = Integer.getInteger("commits", 400);
    private static final int TRANSACTIONS = 200;

    @TempDir
    private Path folder;

    private TestDatabase db;

    @BeforeEach
    void open() {
        db = TestDatabase.in(folder, builder -> builder.durability(SqliteDurability.NORMAL));
        db.script("""
                CREATE TABLE counter (id INTEGER PRIMARY KEY, value INTEGER NOT NULL);
                INSERT INTO counter VALUES (1, 0);
                CREATE TABLE t (writer INTEGER, no INTEGER, PRIMARY KEY (writer, no)) WITHOUT ROWID;
                """);
    }

    @AfterEach
    void close() {
        db.close();
    }

    @Test
    void twoHundredTransactionsAtOnceThatReadAndThenWriteLoseNothing() {
        Flux.range(0, TRANSACTIONS)
                .flatMap(
                        i -> db.with(connection -> connection
                                .beginTransaction()
                                .thenMany(TestDatabase.column(connection, Long.class, "SELECT value FROM counter"))
                                .concatMap(value ->
                                        TestDatabase.update(connection, "UPDATE counter SET value = ?", value + 1))
                                .concatWith(connection.commitTransaction().then(Mono.empty()))),
                        TRANSACTIONS)
                .blockLast();

        assertThat(db.column(Long.class, "SELECT value FROM counter")).containsExactly((long) TRANSACTIONS);
        SqliteStatistics after = db.statistics();
        assertThat(after.openTransactions()).isZero();
        assertThat(after.transactionTime()).isGreaterThanOrEqualTo(after.longestTransaction());
        assertThat(after.longestTransaction()).isPositive();
    }

    @Test
    void manyWritersCommitWhileReadersReadAndNobodySeesALockError() {
        AtomicLong reads = new AtomicLong();
        Mono<Void> writers = Flux.range(0, WRITERS)
                .flatMap(
                        writer -> Flux.range(0, COMMITS)
                                .concatMap(no -> db.update("INSERT INTO t VALUES (?, ?)", writer, no), 1),
                        WRITERS)
                .then();
        Mono<Void> readers = Flux.range(0, 4)
                .flatMap(reader -> Mono.fromSupplier(reads::incrementAndGet)
                        .thenMany(db.with(connection ->
                                TestDatabase.column(connection, Long.class, "SELECT count(*) FROM t WHERE writer = 1")))
                        .repeat()
                        .takeUntil(count -> count == COMMITS))
                .then();

        Mono.when(writers, readers).block(Duration.ofMinutes(30));

        assertThat(db.count("t")).isEqualTo((long) WRITERS * COMMITS);
        assertThat(reads.get()).isPositive();
        assertThat(db.statistics().largestGroup()).isBetween(2, WRITERS);
        assertThat(db.statistics().writes()).isGreaterThanOrEqualTo((long) WRITERS * COMMITS);
    }

    @Test
    void aQueryForEachRowRunsWhileEveryReaderIsBusy() {
        db.update("INSERT INTO t SELECT 1, i FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
                        + " WHERE i < 500) SELECT i FROM n)")
                .block();
        int parents = 20;

        // more parents than readers: a parent that kept its reader while its children run would stop them all
        Long children = Flux.range(0, parents)
                .flatMap(
                        parent -> db.with(connection -> TestDatabase.column(connection, Long.class, "SELECT no FROM t"))
                                .concatMap(no -> db.with(connection -> TestDatabase.column(
                                        connection, Long.class, "SELECT writer FROM t WHERE no = ?", no)))
                                .count(),
                        parents)
                .reduce(0L, Long::sum)
                .block(Duration.ofSeconds(60));

        assertThat(children).isEqualTo(parents * 500L);
    }

    @Test
    void theCountersTellHowMuchWaits() {
        SqliteConnection holder = TestDatabase.hold(db.connect());
        var waiting = Flux.range(0, 7)
                .flatMap(no -> db.update("INSERT INTO t VALUES (5, ?)", no), 7)
                .count()
                .toFuture();
        assertThat(db.statistics().queuedWrites()).isEqualTo(7);
        assertThat(db.statistics().openTransactions()).isEqualTo(1);

        holder.rollbackTransaction().block();

        assertThat(waiting.join()).isEqualTo(7);
        assertThat(db.statistics().queuedWrites()).isZero();
        assertThat(db.statistics().largestGroup()).isEqualTo(7);
    }
}
