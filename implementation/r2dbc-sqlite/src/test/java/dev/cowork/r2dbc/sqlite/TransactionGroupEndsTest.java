package dev.cowork.r2dbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.r2dbc.spi.R2dbcPermissionDeniedException;
import io.r2dbc.spi.R2dbcTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Bug class: somebody who waits for a shared commit hangs, or is told twice or wrongly, when it ends in another way than usual. */
class TransactionGroupEndsTest extends TransactionGroupFixture {

    private static final String ENDLESS =
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) INSERT INTO t SELECT max(i), 'x' FROM n";

    /** One that was told of success is in the file, one that was told of an error is not. */
    private void assertThatItWasTold(Answer early) {
        early.assertThatItCameOnce();
        assertThat(idsInTheFile().contains(1L)).isEqualTo(early.error() == null);
        assertThat(idsInTheFile()).as("the dawdler's").doesNotContain(2L);
    }

    @Nested
    class PastTheLimit {

        @BeforeEach
        void limit() {
            reopenWith(builder -> builder.leaseLimit(Duration.ofMillis(1_500)));
        }

        @Test
        void aDawdlerIsRolledBackByForceAndTheEarlierOneIsCommitted() {
            OpenGroup open = openGroup();

            assertThat(open.early().error()).isNull();

            assertThatItWasTold(open.early());
            assertThatThrownBy(() -> open.dawdler().commitTransaction().block())
                    .isInstanceOf(SqliteTransactionTimeoutException.class);
            assertThat(db.statistics().expiredTransactions()).isEqualTo(1);
            assertThatTheWriterWorksOn();
            assertThatItWasTold(open.early());
        }

        @Test
        void aStatementThatStillRunsIsInterruptedAndTheEarlierOneIsToldThatItWasLost() {
            OpenGroup open = openGroup();

            assertThatThrownBy(
                            () -> TestDatabase.update(open.dawdler(), ENDLESS).block(Duration.ofSeconds(20)))
                    .isInstanceOf(SqliteTransactionTimeoutException.class);

            assertThat(open.early().error()).isInstanceOf(SqliteTransactionLostException.class);
            assertThatItWasTold(open.early());
            assertThatTheWriterWorksOn();
            assertThatItWasTold(open.early());
        }
    }

    @Test
    void oneWhoseStatementTakesTooLongIsToldSoAndTheEarlierOneThatItWasLost() {
        OpenGroup open = openGroup();
        open.dawdler().setStatementTimeout(Duration.ofMillis(200)).block();

        assertThatThrownBy(() -> TestDatabase.update(open.dawdler(), ENDLESS).block(Duration.ofSeconds(20)))
                .isInstanceOf(R2dbcTimeoutException.class);

        assertThat(open.early().error()).isInstanceOf(SqliteTransactionLostException.class);
        assertThatItWasTold(open.early());
        assertThatTheWriterWorksOn();
    }

    @Nested
    class Closing {

        @Test
        void aDawdlerIsBrokenOffAndTheEarlierOneIsTold() {
            reopenWith(builder -> builder.closeTimeout(Duration.ofMillis(200)));
            OpenGroup open = openGroup();

            db.factory.close().block(Duration.ofSeconds(20));

            assertThatItWasTold(open.early());
            assertThatThrownBy(() -> open.dawdler().commitTransaction().block()).hasMessageContaining("closed");
        }

        @Test
        void aDawdlerThatEndsInTimeIsCommittedWithTheOthers() {
            reopenWith(builder -> builder.closeTimeout(Duration.ofSeconds(20)));
            OpenGroup open = openGroup();
            CompletableFuture<Void> closed = db.factory.close().toFuture();

            Answer late = new Answer();
            open.dawdler().commitTransaction().subscribe(late);

            assertThat(errorOf(closed)).isNull();
            assertThat(late.error()).isNull();
            assertThat(open.early().error()).isNull();
            late.assertThatItCameOnce();
            open.early().assertThatItCameOnce();
            assertThat(idsInTheFile()).containsExactly(1L, 2L);
        }

        @Test
        void whatWaitsIsAnsweredAndWhatWasAnsweredIsInTheFile() {
            reopenWith(builder -> builder.closeTimeout(Duration.ofSeconds(20)));
            SqliteConnection holder = TestDatabase.hold(db.connect());
            List<Answer> ends = new ArrayList<>();
            List<CompletableFuture<Long>> inserts = new ArrayList<>();
            for (int id = 0; id < 10; id++) {
                SqliteConnection connection = db.connect();
                inserts.add(connection
                        .beginTransaction()
                        .then(insert(connection, id))
                        .toFuture());
                Answer end = new Answer();
                connection.commitTransaction().subscribe(end);
                ends.add(end);
            }
            CompletableFuture<Void> closed = db.factory.close().toFuture();

            holder.rollbackTransaction().block();

            assertThat(errorOf(closed)).isNull();
            ends.forEach(Answer::assertThatItCameOnce);
            List<Long> kept = IntStream.range(0, 10)
                    .filter(id -> ends.get(id).error() == null)
                    .mapToObj(id -> (long) id)
                    .toList();
            assertThat(idsInTheFile()).isEqualTo(kept);
            assertThat(kept).as("queued work ends first").hasSize(10);
            assertThat(inserts).allSatisfy(insert -> assertThat(insert).isCompletedWithValue(1L));
        }
    }

    @Nested
    class OneSessionForAll {

        @ParameterizedTest
        @ValueSource(booleans = {false, true})
        void readsAndTransactionsThatOnlyReadComeBetween(boolean inMemory) {
            reopenWith(builder -> {
                builder.readers(0);
                if (inMemory) {
                    builder.database(":memory:");
                }
            });
            CompletableFuture<Long> seen = new CompletableFuture<>();
            CompletableFuture<Throwable> refused = new CompletableFuture<>();
            Mono<Void> readOnly = db.with(connection -> connection
                            .beginTransaction(SqliteTransactionDefinition.DEFAULT.readOnly())
                            .thenMany(TestDatabase.column(connection, Long.class, "SELECT count(*) FROM t"))
                            .doOnNext(seen::complete)
                            .thenMany(insert(connection, 2)
                                    .doOnError(refused::complete)
                                    .onErrorComplete())
                            .then(connection.commitTransaction()))
                    .then();
            Mono<Void> read = db.with(
                            connection -> TestDatabase.column(connection, Long.class, "SELECT max(id) FROM t"))
                    .then();

            assertThat(together(inserting(1), readOnly, inserting(3), read, inserting(4)))
                    .containsOnlyNulls();

            assertThat(seen.join()).isEqualTo(1);
            assertThat(refused.join()).isInstanceOf(R2dbcPermissionDeniedException.class);
            assertThat(ids()).containsExactly(1L, 3L, 4L);
            write(5).then(inserting(6)).block(Duration.ofSeconds(10));
            assertThat(ids()).containsExactly(1L, 3L, 4L, 5L, 6L);
            assertThat(db.statistics().openTransactions()).isZero();
        }
    }

    @Nested
    class Schema {

        private static final String WHOLE_ROW = "SELECT * FROM t WHERE id = ?";

        private Flux<Integer> width(SqliteConnection connection, long id) {
            return connection
                    .createStatement(WHOLE_ROW)
                    .bind(0, id)
                    .execute()
                    .concatMap(result -> result.map(
                            (row, metadata) -> metadata.getColumnMetadatas().size()));
        }

        private int widthNow(long id) {
            return db.with(connection -> width(connection, id)).blockFirst();
        }

        private Mono<Void> widening(Mono<Void> afterwards) {
            return transaction(connection -> TestDatabase.update(connection, "ALTER TABLE t ADD COLUMN extra TEXT")
                    .then(TestDatabase.update(connection, "CREATE TABLE more (id INTEGER)"))
                    .then(TestDatabase.update(connection, "INSERT INTO more VALUES (1)"))
                    .then(TestDatabase.update(connection, "INSERT INTO t(id, name, extra) VALUES (2, 'x', 'y')"))
                    .thenMany(width(connection, 2))
                    .doOnNext(width -> assertThat(width).isEqualTo(3))
                    .then(afterwards));
        }

        private Mono<Void> looking(long id) {
            return transaction(connection -> insert(connection, id)
                    .thenMany(width(connection, id))
                    .doOnNext(width -> assertThat(width).isEqualTo(2)));
        }

        @Test
        void aChangeThatIsRolledBackLeavesTheStatementsOfOthersUsable() {
            inserting(0).block();
            assertThat(widthNow(0)).isEqualTo(2);

            var errors =
                    together(looking(1), widening(Mono.error(new IllegalStateException("no, not that"))), looking(3));

            assertThat(errors.get(1)).hasMessage("no, not that");
            assertThat(errors).filteredOn(error -> error == null).hasSize(2);
            assertThat(ids()).containsExactly(0L, 1L, 3L);
            assertThat(widthNow(3)).isEqualTo(2);
            assertThat(db.column(String.class, "SELECT name FROM sqlite_schema WHERE name = 'more'"))
                    .isEmpty();
            assertThatTheWriterWorksOn();
        }

        @Test
        void aChangeThatIsCommittedIsKnownToAll() {
            inserting(0).block();
            assertThat(widthNow(0)).isEqualTo(2);

            assertThat(together(
                            looking(1),
                            widening(Mono.empty()),
                            transaction(connection ->
                                    TestDatabase.update(connection, "INSERT INTO t VALUES (3, 'x', 'z')"))))
                    .containsOnlyNulls();

            assertThat(widthNow(3)).isEqualTo(3);
            assertThat(db.count("more")).isEqualTo(1);
        }

        @Test
        void aChangeThatWasLostLeavesTheStatementsOfOthersUsable() {
            inserting(0).block();

            var errors = together(
                    widening(Mono.empty()),
                    transaction(
                            connection -> TestDatabase.update(connection, "INSERT OR ROLLBACK INTO t(id) VALUES (0)")),
                    looking(3));

            assertThat(errors.get(0)).isInstanceOf(SqliteTransactionLostException.class);
            assertThat(errors.get(2)).isNull();
            assertThat(ids()).containsExactly(0L, 3L);
            assertThatTheWriterWorksOn();
        }
    }
}
