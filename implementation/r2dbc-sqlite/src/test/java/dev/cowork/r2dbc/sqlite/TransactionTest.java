package dev.cowork.r2dbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.R2dbcDataIntegrityViolationException;
import io.r2dbc.spi.R2dbcPermissionDeniedException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Bug class: a transaction must not go on after it was rolled back, nor be more or less than what was asked for. */
class TransactionTest extends TransactionFixture {

    @Nested
    class ReadOnly {

        @Test
        void itLeavesTheWriterToOthersAndKeepsItsView() {
            SqliteConnection reader = db.connect();
            reader.beginTransaction(SqliteTransactionDefinition.DEFAULT.readOnly())
                    .block();
            assertThat(TestDatabase.column(reader, Long.class, "SELECT count(*) FROM t")
                            .blockLast())
                    .isZero();

            db.update("INSERT INTO t VALUES (1, 'x')").block();

            assertThat(TestDatabase.column(reader, Long.class, "SELECT count(*) FROM t")
                            .blockLast())
                    .isZero();
            reader.commitTransaction().block();
            assertThat(db.count("t")).isEqualTo(1);
        }

        @Test
        void itRefusesToWrite() {
            SqliteConnection reader = db.connect();
            reader.beginTransaction(SqliteTransactionDefinition.DEFAULT.readOnly())
                    .block();

            assertThatThrownBy(() -> insert(reader, 1).block()).isInstanceOf(R2dbcPermissionDeniedException.class);
        }
    }

    @Nested
    class RolledBackBySqlite {

        @Test
        void nothingGoesOnAsIfInAutoCommit() {
            SqliteConnection connection = db.connect();
            connection.beginTransaction().then(insert(connection, 1)).block();
            assertThatThrownBy(() -> TestDatabase.update(connection, "INSERT OR ROLLBACK INTO t VALUES (1, 'y')")
                            .block())
                    .isInstanceOf(R2dbcDataIntegrityViolationException.class);

            assertThatThrownBy(() -> insert(connection, 2).block()).isInstanceOf(SqliteTransactionLostException.class);
            assertThatThrownBy(() -> connection.commitTransaction().block())
                    .isInstanceOf(SqliteTransactionLostException.class);
            assertThat(db.count("t")).isZero();
        }

        @Test
        void anOrdinaryErrorLeavesItOpen() {
            SqliteConnection connection = db.connect();
            connection.beginTransaction().then(insert(connection, 1)).block();
            assertThatThrownBy(() -> insert(connection, 1).block());

            insert(connection, 2).then(connection.commitTransaction()).block();
            assertThat(db.count("t")).isEqualTo(2);
        }

        @Test
        void aFailedCommitRollsBack() {
            db.script("CREATE TABLE child (p INTEGER REFERENCES t(id) DEFERRABLE INITIALLY DEFERRED)");
            SqliteConnection connection = db.connect();
            connection
                    .beginTransaction()
                    .then(TestDatabase.update(connection, "INSERT INTO child VALUES (5)"))
                    .block();

            assertThatThrownBy(() -> connection.commitTransaction().block())
                    .isInstanceOf(R2dbcDataIntegrityViolationException.class);
            assertThat(connection.isAutoCommit()).isTrue();
            assertThat(db.count("child")).isZero();
        }
    }

    @Nested
    class AsText {

        @Test
        void beginAndCommitDoWhatTheMethodsDo() {
            SqliteConnection connection = db.connect();
            TestDatabase.update(connection, "BEGIN").then(insert(connection, 1)).block();
            assertThat(connection.isAutoCommit()).isFalse();
            assertThat(db.statistics().openTransactions()).isEqualTo(1);

            TestDatabase.update(connection, "SAVEPOINT s")
                    .then(insert(connection, 2))
                    .then(TestDatabase.update(connection, "ROLLBACK TO s"))
                    .then(TestDatabase.update(connection, "COMMIT"))
                    .block();
            assertThat(connection.isAutoCommit()).isTrue();
            assertThat(db.count("t")).isEqualTo(1);
        }
    }

    @Test
    void savepointsNest() {
        SqliteConnection connection = db.connect();
        connection
                .beginTransaction()
                .then(insert(connection, 1))
                .then(connection.createSavepoint("a \"b\""))
                .then(insert(connection, 2))
                .then(connection.createSavepoint("c"))
                .then(insert(connection, 3))
                .then(connection.releaseSavepoint("c"))
                .then(connection.rollbackTransactionToSavepoint("a \"b\""))
                .then(insert(connection, 4))
                .then(connection.commitTransaction())
                .block();
        assertThat(db.column(Long.class, "SELECT id FROM t ORDER BY id")).containsExactly(1L, 4L);
    }

    @Test
    void closingTheConnectionRollsBack() {
        SqliteConnection connection = db.connect();
        connection
                .beginTransaction()
                .then(insert(connection, 1))
                .then(connection.close())
                .block();
        assertThat(db.count("t")).isZero();
        assertThatThrownBy(() -> insert(connection, 2).block()).hasMessageContaining("closed");
    }

    @Test
    void everyIsolationLevelIsServedBySerializable() {
        SqliteConnection connection = db.connect();
        connection
                .setTransactionIsolationLevel(IsolationLevel.READ_COMMITTED)
                .then(connection.beginTransaction(IsolationLevel.READ_COMMITTED))
                .block();
        assertThat(connection.getTransactionIsolationLevel()).isEqualTo(IsolationLevel.SERIALIZABLE);
    }

    @Test
    void theDefinitionDecidesDurabilityBeforeTheContext() {
        long synced = db.statistics().syncedCommits();
        SqliteConnection connection = db.connect();
        SqliteDurability.full(connection
                        .beginTransaction(SqliteTransactionDefinition.DEFAULT.durability(SqliteDurability.NORMAL))
                        .then(insert(connection, 1))
                        .then(connection.commitTransaction()))
                .block();
        assertThat(db.statistics().syncedCommits()).isEqualTo(synced);
    }
}
