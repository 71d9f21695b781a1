package dev.cowork.r2dbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.r2dbc.spi.R2dbcTransientResourceException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/** Bug class: another process that holds SQLite's lock must cost a bounded wait, not an error at once nor a hang. */
class SecondProcessTest {

    private static final Duration BUSY = Duration.ofMillis(600);
    private static final Duration PATIENT = Duration.ofSeconds(30);
    private static final Duration LEASE = Duration.ofMillis(1_500);

    @TempDir
    private Path folder;

    private TestDatabase db;
    private ChildJvm other;

    @BeforeEach
    void open() throws Exception {
        db = TestDatabase.in(
                folder,
                builder -> builder.busyTimeout(BUSY)
                        .durability(SqliteDurability.NORMAL)
                        .closeTimeout(Duration.ofMillis(100)));
        db.script("CREATE TABLE t (id INTEGER PRIMARY KEY)");
        other = ChildJvm.start(LockingProcess.class, folder.resolve("test.db"));
        assertThat(other.line()).isEqualTo("locked");
    }

    @AfterEach
    void close() throws Exception {
        other.close();
        db.close();
    }

    private void letGo() throws Exception {
        other.say("go");
        assertThat(other.line()).isEqualTo("unlocked");
    }

    @Test
    void aWriteWaitsForItsLockAndThenSucceeds() throws Exception {
        try (TestDatabase patient = TestDatabase.in(folder, builder -> builder.busyTimeout(PATIENT))) {
            CompletableFuture<Long> write =
                    patient.update("INSERT INTO t VALUES (1)").toFuture();
            assertThat(patient.count("t")).as("reads do not wait").isZero();
            assertThat(write).isNotDone();

            letGo();

            assertThat(write.join()).isEqualTo(1);
        }
    }

    @Test
    void aWriteFailsAsTransientAfterTheBusyTimeoutAndTheNextOneSucceeds() throws Exception {
        assertThatThrownBy(() -> db.update("INSERT INTO t VALUES (1)").block())
                .isInstanceOf(R2dbcTransientResourceException.class);
        SqliteConnection connection = db.connect();
        assertThatThrownBy(() -> connection
                        .beginTransaction()
                        .then(TestDatabase.update(connection, "INSERT INTO t VALUES (2)"))
                        .block())
                .isInstanceOf(R2dbcTransientResourceException.class);
        connection.close().block();

        letGo();

        assertThat(db.update("INSERT INTO t VALUES (3)").block()).isEqualTo(1);
        assertThat(db.column(Long.class, "SELECT id FROM t")).containsExactly(3L);
    }

    @Test
    void theTimeATransactionWaitsForTheLockIsNotItsOwn() throws Exception {
        try (TestDatabase patient =
                TestDatabase.in(folder, builder -> builder.busyTimeout(PATIENT).leaseLimit(LEASE))) {
            SqliteConnection connection = patient.connect();
            CompletableFuture<Long> write = connection
                    .beginTransaction()
                    .then(TestDatabase.update(connection, "INSERT INTO t VALUES (1)"))
                    .toFuture();
            Mono.delay(LEASE.multipliedBy(2)).block();
            assertThat(write).isNotDone();

            letGo();

            assertThat(write.join()).isEqualTo(1);
            connection.commitTransaction().block();
            assertThat(patient.count("t")).isEqualTo(1);
            assertThat(patient.statistics().expiredTransactions()).isZero();
        }
    }

    @Test
    void whatItWritesIsSeenByTheNextRead() throws Exception {
        letGo();
        other.say("write");
        assertThat(other.line()).isEqualTo("wrote");
        assertThat(db.column(Long.class, "SELECT id FROM t")).containsExactly(100L);
    }
}
