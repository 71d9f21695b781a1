package dev.cowork.r2dbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.spi.R2dbcDataIntegrityViolationException;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Bug class: SQLite drops what several share, and somebody is told it was kept, or a write that could run again is lost. */
class TransactionGroupLossTest extends TransactionGroupFixture {

    @AfterEach
    void theWriterWorksOn() {
        assertThatTheWriterWorksOn();
    }

    @Nested
    class RolledBackByATrigger {

        private void trap() {
            db.script("""
                    CREATE TRIGGER strict BEFORE INSERT ON t WHEN NEW.id = 666
                    BEGIN SELECT RAISE(ROLLBACK, 'boom; all of it'); END;
                    """);
        }

        @Test
        void whoHasNotBeenAnsweredIsToldAndWritesRunAgain() {
            trap();

            var errors = together(inserting(1), write(10), inserting(2), inserting(666), write(11), inserting(3));

            assertThat(errors.get(0)).isInstanceOf(SqliteTransactionLostException.class);
            assertThat(errors.get(1)).isNull();
            assertThat(errors.get(2)).isInstanceOf(SqliteTransactionLostException.class);
            assertThat(errors.get(3)).hasMessageContaining("boom; all of it");
            assertThat(errors.get(4)).isNull();
            assertThat(errors.get(5)).isNull();
            assertThat(ids()).containsExactly(3L, 10L, 11L);
        }

        @Test
        void itsFurtherUseIsRefused() {
            trap();
            Mono<Void> goingOn =
                    transaction(connection -> insert(connection, 666).onErrorResume(boom -> insert(connection, 2)));

            var errors = together(inserting(1), goingOn, inserting(3));

            assertThat(errors.get(0)).isInstanceOf(SqliteTransactionLostException.class);
            assertThat(errors.get(1)).isInstanceOf(SqliteTransactionLostException.class);
            assertThat(errors.get(2)).isNull();
            assertThat(ids()).containsExactly(3L);
        }

        @Test
        void aWriteInBetweenThatDoesItFailsWithItsOwnError() {
            trap();

            var errors = together(inserting(1), write(10), write(666), write(11), inserting(3));

            assertThat(errors.get(0)).isInstanceOf(SqliteTransactionLostException.class);
            assertThat(errors.get(1)).isNull();
            assertThat(errors.get(2)).hasMessageContaining("boom; all of it");
            assertThat(errors.get(3)).isNull();
            assertThat(errors.get(4)).isNull();
            assertThat(ids()).containsExactly(3L, 10L, 11L);
        }

        @Test
        void theConflictClauseDoesTheSame() {
            var errors = together(
                    inserting(1),
                    write(10),
                    transaction(connection ->
                            TestDatabase.update(connection, "INSERT OR ROLLBACK INTO t VALUES (1, 'again')")),
                    inserting(3));

            assertThat(errors.get(0)).isInstanceOf(SqliteTransactionLostException.class);
            assertThat(errors.get(1)).isNull();
            assertThat(errors.get(2)).isInstanceOf(R2dbcDataIntegrityViolationException.class);
            assertThat(errors.get(3)).isNull();
            assertThat(ids()).containsExactly(3L, 10L);
        }
    }

    @Nested
    class FullDisk {

        @Test
        void allTransactionsAreToldThatItIsFull() {
            db.update("INSERT INTO t VALUES (100, zeroblob(1000))").block();
            long pages = db.column(Long.class, "PRAGMA page_count").getFirst();
            db.column(Long.class, "PRAGMA max_page_count=" + (pages + 2));

            var errors = together(
                    inserting(1),
                    write(10),
                    transaction(connection ->
                            TestDatabase.update(connection, "INSERT INTO t VALUES (2, ?)", "x".repeat(100_000))),
                    inserting(3));

            for (int told : new int[] {0, 2}) {
                assertThat(errors.get(told))
                        .isInstanceOf(R2dbcNonTransientResourceException.class)
                        .asInstanceOf(InstanceOfAssertFactories.type(R2dbcException.class))
                        .extracting(R2dbcException::getSqlState)
                        .isEqualTo("53100");
            }
            assertThat(errors.get(1)).isNull();
            assertThat(errors.get(3)).isNull();
            assertThat(ids()).containsExactly(3L, 10L, 100L);
        }
    }

    @Nested
    class DeferredForeignKey {

        private void family() {
            db.script("CREATE TABLE child (p INTEGER REFERENCES t(id) DEFERRABLE INITIALLY DEFERRED)");
        }

        private Mono<Void> orphan(long parent) {
            return transaction(connection -> TestDatabase.update(connection, "INSERT INTO child VALUES (?)", parent));
        }

        @Test
        void whoeverBrokeItAllAreToldAndWritesRunAgain() {
            family();

            var errors = together(inserting(1), write(10), orphan(99));

            assertThat(errors.get(0)).isInstanceOf(SqliteTransactionLostException.class);
            assertThat(errors.get(1)).isNull();
            assertThat(errors.get(2)).isInstanceOf(R2dbcException.class);
            assertThat(ids()).containsExactly(10L);
            assertThat(db.count("child")).isZero();
        }

        @Test
        void whoBreaksItAloneFailsByName() {
            family();

            var errors = together(orphan(99));

            assertThat(errors.getFirst())
                    .isInstanceOf(R2dbcDataIntegrityViolationException.class)
                    .asInstanceOf(InstanceOfAssertFactories.type(R2dbcException.class))
                    .extracting(R2dbcException::getSqlState)
                    .isEqualTo("23503");
            assertThat(db.count("child")).isZero();
        }

        @Test
        void aWriteInBetweenThatBreaksItFailsAndOtherWritesAreKept() {
            family();

            var errors = together(
                    inserting(1),
                    write(10),
                    db.update("INSERT INTO child VALUES (99)").then(),
                    db.update("INSERT INTO child VALUES (10)").then());

            assertThat(errors.get(0)).isInstanceOf(SqliteTransactionLostException.class);
            assertThat(errors.get(1)).isNull();
            assertThat(errors.get(2)).isInstanceOf(R2dbcDataIntegrityViolationException.class);
            assertThat(errors.get(3)).isNull();
            assertThat(ids()).containsExactly(10L);
            assertThat(db.column(Long.class, "SELECT p FROM child")).containsExactly(10L);
        }

        @Test
        void aKeyMendedBeforeTheEndIsFine() {
            family();
            Mono<Void> mended =
                    transaction(connection -> TestDatabase.update(connection, "INSERT INTO child VALUES (5)")
                            .then(insert(connection, 5)));

            assertThat(together(inserting(1), mended, inserting(6))).containsOnlyNulls();
            assertThat(ids()).containsExactly(1L, 5L, 6L);
        }
    }
}
