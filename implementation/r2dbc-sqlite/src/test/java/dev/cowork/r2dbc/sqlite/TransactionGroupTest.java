package dev.cowork.r2dbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Bug class: transactions that share a commit are answered before it is real, share one that is worth too little, or share none. */
class TransactionGroupTest extends TransactionGroupFixture {

    private static final int MANY = 20;

    @SuppressWarnings({"unchecked", "rawtypes"})
    private Mono<Void>[] insertingMany() {
        return LongStream.range(0, MANY).mapToObj(this::inserting).toArray(Mono[]::new);
    }

    @Nested
    class Sharing {

        private List<Long> commitsOfMany() {
            SqliteStatistics before = db.statistics();
            assertThat(together(insertingMany())).containsOnlyNulls().hasSize(MANY);
            assertThat(db.count("t")).isEqualTo(MANY);
            SqliteStatistics after = db.statistics();
            assertThat(after.writes() - before.writes()).isEqualTo(MANY);
            assertThat(after.openTransactions()).isZero();
            return List.of(after.commits() - before.commits(), after.groupCommits() - before.groupCommits());
        }

        @Test
        void manyThatWaitTogetherShareOneCommit() {
            assertThat(commitsOfMany()).containsExactly(1L, 1L);
            assertThat(db.statistics().largestGroup()).isEqualTo(MANY);
        }

        @Test
        void withALimitOfOneEachHasItsOwnCommit() {
            reopenWith(builder -> builder.transactionGroupLimit(1));

            assertThat(commitsOfMany()).containsExactly((long) MANY, 0L);
            assertThat(db.statistics().largestGroup()).isEqualTo(1);
        }

        @Test
        void withoutTheOptionEachHasItsOwnCommit() {
            reopen(builder -> {});

            assertThat(commitsOfMany()).containsExactly((long) MANY, 0L);
        }

        @Test
        void noCommitIsSharedByMoreThanTheLimit() {
            reopenWith(builder -> builder.transactionGroupLimit(8));

            assertThat(commitsOfMany()).as("8, 8 and 4").containsExactly(3L, 3L);
            assertThat(db.statistics().largestGroup()).isEqualTo(8);
        }

        @Test
        void writesBetweenThemCountTowardsTheLimit() {
            reopenWith(builder -> builder.transactionGroupLimit(4));
            long before = db.statistics().commits();

            assertThat(together(inserting(1), write(2), inserting(3), write(4), inserting(5), inserting(6)))
                    .containsOnlyNulls();

            assertThat(db.statistics().commits() - before).isEqualTo(2);
            assertThat(db.statistics().largestGroup()).isEqualTo(4);
            assertThat(ids()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        }

        @Test
        void oneBehindWhomNobodyWaitsIsCommittedAtOnce() {
            long before = db.statistics().commits();
            for (int id = 0; id < 3; id++) {
                inserting(id).block();
            }
            assertThat(db.statistics().commits() - before).isEqualTo(3);
        }
    }

    @Nested
    class Answered {

        /** Leaves time to look for whoever is answered before the last one has come to its end. */
        private static final String TAKES_LONG =
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000) SELECT max(i) FROM n";

        private Mono<Void> inserting(long id, String query) {
            return transaction(
                    connection -> insert(connection, id).thenMany(TestDatabase.column(connection, Long.class, query)));
        }

        @Test
        void everyRowIsSeenByEverybodyAsSoonAsItsCommitIsAnswered() {
            List<Mono<Void>> work = new ArrayList<>();
            List<Long> unseen = new ArrayList<>();
            for (long id = 0; id < MANY; id++) {
                long mine = id;
                Mono<Void> look = Mono.fromRunnable(() -> {
                    boolean seen = idsInTheFile().contains(mine) && ids().contains(mine);
                    if (!seen) {
                        synchronized (unseen) {
                            unseen.add(mine);
                        }
                    }
                });
                Mono<Void> one =
                        mine == MANY - 1 ? inserting(mine, TAKES_LONG) : TransactionGroupTest.this.inserting(mine);
                work.add(one.then(look.subscribeOn(Schedulers.boundedElastic())));
            }

            assertThat(together(arrayOf(work))).containsOnlyNulls();
            assertThat(unseen).isEmpty();
        }

        @SuppressWarnings({"unchecked", "rawtypes"})
        private Mono<Void>[] arrayOf(List<Mono<Void>> work) {
            return work.toArray(new Mono[0]);
        }

        @Test
        void whoeverWaitsForADawdlerIsNeitherAnsweredNorSeen() {
            OpenGroup open = openGroup();

            assertThat(idsInTheFile()).isEmpty();
            assertThat(ids()).isEmpty();
            assertThat(open.early().hasCome()).isFalse();

            open.dawdler().commitTransaction().block();
            assertThat(open.early().error()).isNull();
            open.early().assertThatItCameOnce();
            assertThat(idsInTheFile()).containsExactly(1L, 2L);
        }

        @Test
        void aDawdlerThatRollsBackLetsTheEarlierOneCommit() {
            OpenGroup open = openGroup();

            open.dawdler().rollbackTransaction().block();

            assertThat(open.early().error()).isNull();
            assertThat(idsInTheFile()).containsExactly(1L);
        }

        @Test
        void whoeverNoLongerListensIsCommittedAllTheSame() {
            SqliteConnection deaf = db.connect();
            SqliteConnection dawdler = db.connect();
            var inserted = started(
                    deaf.beginTransaction().then(insert(deaf, 1)).then(),
                    dawdler.beginTransaction().then(insert(dawdler, 2)).then());
            assertThat(errorOf(inserted.get(0))).isNull();
            deaf.commitTransaction().subscribe().dispose();
            assertThat(errorOf(inserted.get(1))).isNull();

            dawdler.commitTransaction().block();

            assertThat(idsInTheFile()).containsExactly(1L, 2L);
        }
    }

    @Nested
    class Durable {

        private static final int NORMAL = 1;
        private static final int FULL = 2;

        private Mono<Void> noting(long id, SqliteDurability durability) {
            return db.with(connection -> connection
                            .beginTransaction(SqliteTransactionDefinition.DEFAULT.durability(durability))
                            .then(note(connection, id))
                            .then(connection.commitTransaction()))
                    .then();
        }

        private Mono<Void> writing(long id, SqliteDurability durability) {
            return db.with(connection -> {
                        connection.setDurability(durability);
                        return note(connection, id);
                    })
                    .then();
        }

        /** Keeps how the commit it is part of will be synced. */
        private Mono<Long> note(SqliteConnection connection, long id) {
            return TestDatabase.update(connection, "INSERT INTO t SELECT ?, synchronous FROM pragma_synchronous", id);
        }

        private int syncedFor(long id) {
            return db.column(Integer.class, "SELECT CAST(name AS INTEGER) FROM t WHERE id = ?", id)
                    .getFirst();
        }

        @Test
        void aFullOneNeverSharesACommitThatIsNotSynced() {
            SqliteStatistics before = db.statistics();

            List<@Nullable Throwable> errors = together(
                    noting(1, SqliteDurability.NORMAL),
                    noting(2, SqliteDurability.NORMAL),
                    noting(3, SqliteDurability.FULL));

            assertThat(errors).containsOnlyNulls();
            assertThat(List.of(syncedFor(1), syncedFor(2), syncedFor(3))).containsExactly(NORMAL, NORMAL, FULL);
            assertThat(db.statistics().commits() - before.commits()).isEqualTo(2);
            assertThat(db.statistics().syncedCommits() - before.syncedCommits()).isEqualTo(1);
        }

        @Test
        void aFullWriteNeverSharesACommitThatIsNotSynced() {
            SqliteStatistics before = db.statistics();

            assertThat(together(
                            noting(1, SqliteDurability.NORMAL),
                            writing(2, SqliteDurability.FULL),
                            noting(3, SqliteDurability.NORMAL)))
                    .containsOnlyNulls();

            assertThat(syncedFor(1)).isEqualTo(NORMAL);
            assertThat(syncedFor(2)).isEqualTo(FULL);
            assertThat(db.statistics().syncedCommits() - before.syncedCommits()).isEqualTo(1);
        }

        @Test
        void whatNeedsNoSyncMayShareASyncedOne() {
            SqliteStatistics before = db.statistics();

            assertThat(together(
                            noting(1, SqliteDurability.FULL),
                            noting(2, SqliteDurability.NORMAL),
                            noting(3, SqliteDurability.FULL)))
                    .containsOnlyNulls();

            assertThat(syncedFor(3)).isEqualTo(FULL);
            assertThat(db.statistics().commits() - before.commits()).isEqualTo(1);
            assertThat(db.statistics().syncedCommits() - before.syncedCommits()).isEqualTo(1);
        }
    }
}
