package dev.cowork.r2dbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Bug class: a transaction must never keep the one writer for good. */
class TransactionTimesTest extends TransactionFixture {

    private static final String ENDLESS =
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) INSERT INTO t SELECT max(i), 'x' FROM n";

    @Nested
    class PastItsLimit {

        @BeforeEach
        void limit() {
            reopen(builder -> builder.leaseLimit(Duration.ofMillis(1_500)));
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
                    .hasMessageContaining("1500 ms");
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
            reopen(builder -> builder.lockWaitTimeout(Duration.ofSeconds(1)));
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
}
