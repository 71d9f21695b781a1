package dev.cowork.r2dbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.r2dbc.spi.R2dbcDataIntegrityViolationException;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/** Bug class: writes that share a commit must succeed, fail and be durable as if each had its own. */
class GroupCommitTest {

    private TestDatabase db;

    @BeforeEach
    void open(@TempDir Path folder) {
        db = TestDatabase.in(folder, builder -> builder.durability(SqliteDurability.NORMAL));
        db.script("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT UNIQUE)");
    }

    @AfterEach
    void close() {
        db.close();
    }

    /** Holds the writer while the writes are submitted, so that they are certain to wait together. */
    private <T> List<CompletableFuture<T>> together(List<Mono<T>> writes) {
        SqliteConnection holder = TestDatabase.hold(db.connect());
        List<CompletableFuture<T>> answers = new ArrayList<>();
        writes.forEach(write -> answers.add(write.toFuture()));
        holder.rollbackTransaction().then(holder.close()).block();
        answers.forEach(answer -> answer.handle((value, error) -> null).join());
        return answers;
    }

    private Mono<Long> insert(long id, String name) {
        return db.update("INSERT INTO t VALUES (?, ?)", id, name);
    }

    private static Throwable errorOf(CompletableFuture<?> answer) {
        assertThat(answer).isCompletedExceptionally();
        try {
            answer.get();
            throw new AssertionError();
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void writesThatWaitTogetherShareOneCommit() {
        SqliteStatistics before = db.statistics();
        List<Mono<Long>> writes = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            writes.add(insert(i, "n" + i));
        }

        List<CompletableFuture<Long>> answers = together(writes);

        assertThat(answers).allSatisfy(answer -> assertThat(answer).isCompletedWithValue(1L));
        assertThat(db.statistics().commits() - before.commits()).isEqualTo(1);
        assertThat(db.statistics().groupCommits() - before.groupCommits()).isEqualTo(1);
        assertThat(db.statistics().writes() - before.writes()).isEqualTo(100);
        assertThat(db.count("t")).isEqualTo(100);
    }

    @Test
    void aConstraintErrorUndoesOnlyItself() {
        List<CompletableFuture<Long>> answers =
                together(List.of(insert(1, "same"), insert(2, "same"), insert(3, "other")));

        assertThat(answers.get(0)).isCompletedWithValue(1L);
        assertThat(errorOf(answers.get(1))).isInstanceOf(R2dbcDataIntegrityViolationException.class);
        assertThat(answers.get(2)).isCompletedWithValue(1L);
        assertThat(db.column(Long.class, "SELECT id FROM t ORDER BY id")).containsExactly(1L, 3L);
    }

    @Test
    void aMemberThatRollsTheTransactionBackTakesNobodyWithIt() {
        db.script("""
                CREATE TRIGGER strict BEFORE INSERT ON t WHEN NEW.name = 'bomb'
                BEGIN SELECT RAISE(ROLLBACK, 'boom; all of it'); END;
                """);

        List<CompletableFuture<Long>> answers = together(List.of(insert(1, "a"), insert(2, "bomb"), insert(3, "c")));

        assertThat(answers.get(0)).isCompletedWithValue(1L);
        assertThat(errorOf(answers.get(1))).hasMessageContaining("boom; all of it");
        assertThat(answers.get(2)).isCompletedWithValue(1L);
        assertThat(db.column(Long.class, "SELECT id FROM t ORDER BY id")).containsExactly(1L, 3L);
    }

    @Test
    void aDeferredForeignKeyFailsOnlyWhoBrokeIt() {
        db.script("""
                CREATE TABLE child (id INTEGER PRIMARY KEY,
                  parent INTEGER REFERENCES t(id) DEFERRABLE INITIALLY DEFERRED)
                """);

        List<CompletableFuture<Long>> answers = together(List.of(
                insert(1, "a"),
                db.update("INSERT INTO child VALUES (1, 99)"),
                db.update("INSERT INTO child VALUES (2, 1)")));

        assertThat(answers.get(0)).isCompletedWithValue(1L);
        assertThat(errorOf(answers.get(1)))
                .isInstanceOf(R2dbcDataIntegrityViolationException.class)
                .extracting(e -> ((R2dbcException) e).getSqlState())
                .isEqualTo("23503");
        assertThat(answers.get(2)).isCompletedWithValue(1L);
        assertThat(db.column(Long.class, "SELECT id FROM child")).containsExactly(2L);
    }

    @Test
    void aSetOfBindingsInAGroupIsAllOrNothing() {
        Mono<Long> several = db.with(connection -> connection
                        .createStatement("INSERT INTO t VALUES (?, ?)")
                        .bind(0, 10)
                        .bind(1, "ten")
                        .add()
                        .bind(0, 11)
                        .bind(1, "same")
                        .execute()
                        .concatMap(SqliteResult::getRowsUpdated))
                .reduce(0L, Long::sum);

        List<CompletableFuture<Long>> answers = together(List.of(insert(1, "same"), several, insert(3, "c")));

        assertThat(answers.get(0)).isCompletedWithValue(1L);
        assertThat(answers.get(1)).isCompletedExceptionally();
        assertThat(answers.get(2)).isCompletedWithValue(1L);
        assertThat(db.column(Long.class, "SELECT id FROM t ORDER BY id")).containsExactly(1L, 3L);
    }

    @Test
    void whoeverFillsTheDatabaseFailsAloneAndTheOthersRunAgain() {
        long pages = db.column(Long.class, "PRAGMA page_count").getFirst();
        db.column(Long.class, "PRAGMA max_page_count=" + (pages + 2));
        long commits = db.statistics().commits();

        List<CompletableFuture<Long>> answers =
                together(List.of(insert(1, "small"), insert(2, "x".repeat(100_000)), insert(3, "s")));

        assertThat(answers.get(0)).isCompletedWithValue(1L);
        assertThat(errorOf(answers.get(1))).isInstanceOf(R2dbcNonTransientResourceException.class);
        assertThat(answers.get(2)).isCompletedWithValue(1L);
        assertThat(db.column(Long.class, "SELECT id FROM t ORDER BY id")).containsExactly(1L, 3L);
        assertThat(db.statistics().commits() - commits)
                .as("one by one: the group itself was undone")
                .isEqualTo(2);
    }

    @Test
    void aFullDatabaseTakesWritesAgainWhenThereIsRoom() {
        insert(1, "x".repeat(20_000)).block();
        long pages = db.column(Long.class, "PRAGMA page_count").getFirst();
        db.column(Long.class, "PRAGMA max_page_count=" + pages);
        assertThatThrownBy(() -> insert(2, "y".repeat(20_000)).block())
                .isInstanceOf(R2dbcNonTransientResourceException.class)
                .extracting(e -> ((R2dbcException) e).getSqlState())
                .isEqualTo("53100");
        assertThat(db.count("t")).as("reads go on").isEqualTo(1);

        db.update("DELETE FROM t").block();

        assertThat(insert(3, "z".repeat(20_000)).block()).isEqualTo(1);
        assertThat(db.column(String.class, "PRAGMA integrity_check")).containsExactly("ok");
    }

    @Test
    void theStrictestMemberDecidesHowTheGroupIsSynced() {
        db.script("CREATE TABLE level (seen INTEGER)");
        String sql = "INSERT INTO level SELECT synchronous FROM pragma_synchronous";
        long synced = db.statistics().syncedCommits();

        together(List.of(db.update(sql), db.update(sql)));
        assertThat(db.statistics().syncedCommits()).isEqualTo(synced);
        together(List.of(db.update(sql), SqliteDurability.full(db.update(sql)), db.update(sql)));
        assertThat(db.statistics().syncedCommits()).isEqualTo(synced + 1);
        together(List.of(db.update(sql), db.update(sql)));

        int normal = 1;
        int full = 2;
        assertThat(db.column(Integer.class, "SELECT seen FROM level ORDER BY rowid"))
                .containsExactly(normal, normal, full, full, full, normal, normal);
    }

    @Test
    void rowsOfReturningComeBackFromAGroup() {
        Mono<String> returning = db.with(connection -> TestDatabase.column(
                        connection, String.class, "INSERT INTO t VALUES (7, 'seven') RETURNING name"))
                .next();

        List<CompletableFuture<Object>> answers = together(
                List.of(returning.cast(Object.class), insert(8, "eight").cast(Object.class)));

        assertThat(answers.getFirst()).isCompletedWithValue("seven");
    }

    @Test
    void oneWriteAtATimeStillCommitsEachByItself() {
        SqliteStatistics before = db.statistics();
        for (int i = 0; i < 5; i++) {
            insert(i, "n" + i).block();
        }
        assertThat(db.statistics().commits() - before.commits()).isEqualTo(5);
        assertThat(db.statistics().groupCommits()).isEqualTo(before.groupCommits());
        assertThatThrownBy(() -> insert(1, "again").block()).isInstanceOf(R2dbcDataIntegrityViolationException.class);
    }
}
