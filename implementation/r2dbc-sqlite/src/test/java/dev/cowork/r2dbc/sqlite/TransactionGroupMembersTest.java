package dev.cowork.r2dbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.spi.R2dbcDataIntegrityViolationException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Bug class: a transaction that fails or gives up takes from others who share its commit, or leaves something of itself. */
class TransactionGroupMembersTest extends TransactionGroupFixture {

    private long commits;

    @BeforeEach
    void count() {
        commits = db.statistics().commits();
    }

    /** Otherwise a test of this class would say nothing. */
    @AfterEach
    void theyHaveSharedACommit() {
        assertThat(db.statistics().commits() - commits).isEqualTo(1);
        assertThatTheWriterWorksOn();
    }

    @Nested
    class UndoingOnlyItself {

        @Test
        void oneThatRollsBack() {
            Mono<Void> changedItsMind = db.with(connection -> connection
                            .beginTransaction()
                            .then(insert(connection, 2))
                            .then(insert(connection, 3))
                            .then(connection.rollbackTransaction()))
                    .then();

            assertThat(together(inserting(1), changedItsMind, inserting(4))).containsOnlyNulls();
            assertThat(ids()).containsExactly(1L, 4L);
        }

        @Test
        void theFirstOneWhenItRollsBack() {
            Mono<Void> changedItsMind = db.with(connection -> connection
                            .beginTransaction()
                            .then(insert(connection, 2))
                            .then(connection.rollbackTransaction()))
                    .then();

            assertThat(together(changedItsMind, inserting(1), inserting(4))).containsOnlyNulls();
            assertThat(ids()).containsExactly(1L, 4L);
        }

        @Test
        void oneThatBreaksAConstraintAndIsRolledBack() {
            var errors = together(
                    inserting(1),
                    transaction(connection -> insert(connection, 2).then(insert(connection, 1))),
                    inserting(4));

            assertThat(errors.get(1)).isInstanceOf(R2dbcDataIntegrityViolationException.class);
            assertThat(List.of(errors.get(0) == null, errors.get(2) == null)).containsOnly(true);
            assertThat(ids()).containsExactly(1L, 4L);
        }

        @Test
        void oneThatBreaksAConstraintAndGoesOnLosesOnlyTheStatement() {
            assertThat(together(
                            inserting(1),
                            transaction(connection -> insert(connection, 2)
                                    .then(insert(connection, 1))
                                    .onErrorResume(taken -> insert(connection, 3))),
                            inserting(4)))
                    .containsOnlyNulls();
            assertThat(ids()).containsExactly(1L, 2L, 3L, 4L);
        }

        @Test
        void oneThatIsCancelledInTheMiddle() {
            CompletableFuture<Void> inTheMiddle = new CompletableFuture<>();
            Mono<Void> endless = transaction(connection -> insert(connection, 2)
                    .doOnSuccess(changed -> inTheMiddle.complete(null))
                    .then(Mono.never()));
            Mono<Void> cancelled = Mono.create(sink -> {
                Disposable running = endless.subscribe();
                inTheMiddle.thenRun(running::dispose).thenRun(sink::success);
            });

            assertThat(together(inserting(1), cancelled, inserting(4))).containsOnlyNulls();
            assertThat(ids()).containsExactly(1L, 4L);
        }

        @Test
        void oneWhoseConnectionIsClosedInTheMiddle() {
            Mono<Void> closing = Mono.defer(() -> {
                SqliteConnection connection = db.connect();
                return connection.beginTransaction().then(insert(connection, 2)).then(connection.close());
            });

            assertThat(together(inserting(1), closing, inserting(4))).containsOnlyNulls();
            assertThat(ids()).containsExactly(1L, 4L);
        }
    }

    @Nested
    class Savepoints {

        private Mono<Void> halfOfIt(String name) {
            return transaction(connection -> insert(connection, 2)
                    .then(connection.createSavepoint(name))
                    .then(insert(connection, 3))
                    .then(connection.rollbackTransactionToSavepoint(name))
                    .then(insert(connection, 4)));
        }

        @Test
        void itsOwnWorkAsWithoutAGroup() {
            assertThat(together(inserting(1), halfOfIt("half"), halfOfIt("half").onErrorComplete(), inserting(5)))
                    .containsOnlyNulls();
            assertThat(ids()).containsExactly(1L, 2L, 4L, 5L);
        }

        @Test
        void oneLeftOpenEndsWithItsTransaction() {
            Mono<Void> nested = db.with(connection -> connection
                            .beginTransaction()
                            .then(connection.createSavepoint("outer"))
                            .then(insert(connection, 2))
                            .then(connection.createSavepoint("inner"))
                            .then(insert(connection, 3))
                            .then(connection.rollbackTransaction()))
                    .then();
            Mono<Void> kept = transaction(
                    connection -> connection.createSavepoint("outer").then(insert(connection, 6)));

            assertThat(together(inserting(1), nested, kept, inserting(7))).containsOnlyNulls();
            assertThat(ids()).containsExactly(1L, 6L, 7L);
        }
    }

    @Nested
    class WritesBetweenThem {

        @Test
        void areAnsweredAndThere() {
            assertThat(together(inserting(1), write(2), inserting(3), write(4), inserting(5)))
                    .containsOnlyNulls();
            assertThat(ids()).containsExactly(1L, 2L, 3L, 4L, 5L);
        }

        @Test
        void failForThemselvesOnly() {
            var errors = together(inserting(1), write(1), write(2), inserting(3));

            assertThat(errors.get(1)).isInstanceOf(R2dbcDataIntegrityViolationException.class);
            assertThat(errors).filteredOn(error -> error == null).hasSize(3);
            assertThat(ids()).containsExactly(1L, 2L, 3L);
        }

        @Test
        void areAllOrNothingWhenTheyHaveSeveralBindings() {
            Mono<Void> several = db.with(connection -> connection
                            .createStatement("INSERT INTO t VALUES (?, 'x')")
                            .bind(0, 2)
                            .add()
                            .bind(0, 1)
                            .execute()
                            .concatMap(SqliteResult::getRowsUpdated))
                    .then();

            var errors = together(inserting(1), several, inserting(3));

            assertThat(errors.get(1)).isInstanceOf(R2dbcDataIntegrityViolationException.class);
            assertThat(ids()).containsExactly(1L, 3L);
        }

        @Test
        void giveTheirRowsBack() {
            CompletableFuture<List<Long>> returned = new CompletableFuture<>();
            Mono<Void> returning = db.with(connection -> TestDatabase.column(
                            connection, Long.class, "INSERT INTO t VALUES (2, 'x'), (3, 'x') RETURNING id"))
                    .collectList()
                    .doOnNext(returned::complete)
                    .then();

            assertThat(together(inserting(1), returning, inserting(4))).containsOnlyNulls();
            assertThat(returned.join()).containsExactly(2L, 3L);
        }
    }

    @Test
    void itReadsWhatItAndThoseBeforeItHaveWritten() {
        CompletableFuture<List<Long>> read = new CompletableFuture<>();
        Mono<Void> reading = transaction(connection -> insert(connection, 2)
                .thenMany(TestDatabase.column(connection, Long.class, "SELECT id FROM t ORDER BY id"))
                .collectList()
                .doOnNext(read::complete));

        assertThat(together(inserting(1), reading, inserting(3))).containsOnlyNulls();
        assertThat(read.join()).containsExactly(1L, 2L);
    }

    @Test
    void aLongResultReadInsideEndsWithItsTransaction() {
        Mono<Void> reading = transaction(connection -> TestDatabase.column(
                        connection,
                        Long.class,
                        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) SELECT i FROM n")
                .take(2)
                .thenMany(insert(connection, 2))
                .flatMap(changed -> Flux.just(changed)));

        assertThat(together(inserting(1), reading, inserting(3))).containsOnlyNulls();
        assertThat(ids()).containsExactly(1L, 2L, 3L);
    }
}
