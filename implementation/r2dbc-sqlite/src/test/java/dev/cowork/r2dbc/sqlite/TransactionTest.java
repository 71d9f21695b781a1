package dev.cowork.r2dbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.R2dbcDataIntegrityViolationException;
import io.r2dbc.spi.R2dbcPermissionDeniedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/** Bug class: a transaction must never keep the one writer for good, nor go on after it was rolled back. */
class TransactionTest {

    private static final String ENDLESS =
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) INSERT INTO t SELECT max(i), 'x' FROM n";

    private TestDatabase db;

    @TempDir
    private Path folder;

    @BeforeEach
    void open() {
        open(builder -> {});
    }

    private void open(Consumer<SqliteConnectionConfiguration.Builder> settings) {
        db = TestDatabase.in(folder, builder -> settings.accept(builder.closeTimeout(Duration.ofMillis(100))));
        db.script("CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY, name TEXT)");
    }

    private void reopen(Consumer<SqliteConnectionConfiguration.Builder> settings) {
        db.close();
        open(settings);
    }

    @AfterEach
    void close() {
        db.close();
    }

    private static Mono<Long> insert(SqliteConnection connection, long id) {
        return TestDatabase.update(connection, "INSERT INTO t VALUES (?, 'x')", id);
    }

    @Nested
    class PastItsLimit {

        @BeforeEach
        void limit() {
            reopen(builder -> builder.leaseLimit(Duration.ofMillis(400)));
        }

        @Test
        void itIsRolledBackAndTheWriterIsFree() {
            SqliteConnection slow = db.connect();
            slow.beginTransaction().then(insert(slow, 1)).block();

            await().until(() -> db.statistics().openTransactions() == 0);

            assertThat(db.update("INSERT INTO t VALUES (2, 'y')").block()).isEqualTo(1);
            assertThat(db.column(Long.class, "SELECT id FROM t")).containsExactly(2L);
            assertThat(db.statistics().expiredTransactions()).isEqualTo(1);
        }

        @Test
        void itsFurtherUseFailsByName() {
            SqliteConnection slow = db.connect();
            slow.beginTransaction().then(insert(slow, 1)).block();
            await().until(() -> db.statistics().openTransactions() == 0);

            assertThatThrownBy(() -> insert(slow, 2).block())
                    .isInstanceOf(SqliteTransactionTimeoutException.class)
                    .hasMessageContaining("400 ms");
            assertThatThrownBy(() -> slow.commitTransaction().block())
                    .isInstanceOf(SqliteTransactionTimeoutException.class);
            assertThat(insert(slow, 3).block())
                    .as("the connection is usable again")
                    .isEqualTo(1);
        }

        @Test
        void rollingItBackSucceeds() {
            SqliteConnection slow = TestDatabase.hold(db.connect());
            await().until(() -> db.statistics().openTransactions() == 0);

            slow.rollbackTransaction().block();
            assertThat(slow.isAutoCommit()).isTrue();
        }

        @Test
        void aStatementThatStillRunsIsInterrupted() {
            SqliteConnection slow = TestDatabase.hold(db.connect());

            assertThatThrownBy(() -> TestDatabase.update(slow, ENDLESS).block())
                    .isInstanceOf(SqliteTransactionTimeoutException.class);
            assertThat(db.update("INSERT INTO t VALUES (2, 'y')").block()).isEqualTo(1);
        }
    }

    @Nested
    class WaitingForAnother {

        @BeforeEach
        void limit() {
            reopen(builder -> builder.lockWaitTimeout(Duration.ofMillis(200)));
        }

        @Test
        void aSecondTransactionGivesUpWithAClearMessage() {
            SqliteConnection outer = TestDatabase.hold(db.connect());
            SqliteConnection inner = db.connect();

            assertThatThrownBy(() -> TestDatabase.hold(inner))
                    .isInstanceOf(SqliteLockTimeoutException.class)
                    .hasMessageContaining("one writer");
            outer.rollbackTransaction().block();
            inner.rollbackTransaction().block();
            TestDatabase.hold(inner).rollbackTransaction().block();
        }

        @Test
        void anAutoCommitWriteGivesUpToo() {
            SqliteConnection outer = TestDatabase.hold(db.connect());

            assertThatThrownBy(() -> db.update("INSERT INTO t VALUES (1, 'x')").block())
                    .isInstanceOf(SqliteLockTimeoutException.class);
        }

        @Test
        void aDefinitionMayShortenTheWait() {
            SqliteConnection outer = TestDatabase.hold(db.connect());

            SqliteConnection impatient = db.connect();
            impatient
                    .beginTransaction(SqliteTransactionDefinition.DEFAULT.lockWaitTimeout(Duration.ofMillis(60)))
                    .block();
            assertThatThrownBy(() -> insert(impatient, 1).block()).hasMessageContaining("60 ms");
        }

        @Test
        void readsGoOnMeanwhile() {
            SqliteConnection outer = db.connect();
            outer.beginTransaction().then(insert(outer, 1)).block();

            assertThat(db.count("t")).as("what is not committed is not seen").isZero();
        }
    }

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
