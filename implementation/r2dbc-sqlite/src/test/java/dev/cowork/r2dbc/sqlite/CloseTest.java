package dev.cowork.r2dbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.ValidationDepth;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CloseTest {

    @TempDir
    Path folder;

    @Test
    void queuedWritesEndBeforeTheFilesAreClosed() {
        TestDatabase db = TestDatabase.in(folder);
        db.script("CREATE TABLE t (id INTEGER PRIMARY KEY)");
        List<CompletableFuture<Long>> writes = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            writes.add(db.update("INSERT INTO t VALUES (?)", i).toFuture());
        }

        db.close();

        assertThat(writes).allSatisfy(write -> assertThat(write.join()).isEqualTo(1));
        assertThat(folder.resolve("test.db-wal"))
                .as("the last one out tidied up")
                .doesNotExist();
    }

    @Test
    void anOpenTransactionMayEndAndThenNewWorkIsRefused() {
        TestDatabase db = TestDatabase.in(folder);
        db.script("CREATE TABLE t (id INTEGER PRIMARY KEY)");
        SqliteConnection connection = TestDatabase.hold(db.connect());
        CompletableFuture<Void> closed = db.factory.close().toFuture();

        assertThatThrownBy(() -> db.update("INSERT INTO t VALUES (2)").block())
                .isInstanceOf(R2dbcNonTransientResourceException.class)
                .hasMessageContaining("closed");
        TestDatabase.update(connection, "INSERT INTO t VALUES (1)")
                .then(connection.commitTransaction())
                .block();
        closed.join();

        assertThat(connection.validate(ValidationDepth.REMOTE).block()).isFalse();
        try (TestDatabase again = TestDatabase.in(folder)) {
            assertThat(again.column(Long.class, "SELECT id FROM t")).containsExactly(1L);
        }
    }

    @Test
    void aTransactionNobodyEndsIsBrokenOffAfterTheCloseTimeout() {
        TestDatabase db = TestDatabase.in(folder, builder -> builder.closeTimeout(Duration.ofMillis(200)));
        db.script("CREATE TABLE t (id INTEGER PRIMARY KEY)");
        SqliteConnection connection = db.connect();
        connection
                .beginTransaction()
                .then(TestDatabase.update(connection, "INSERT INTO t VALUES (1)"))
                .block();

        db.factory.close().block(Duration.ofSeconds(30));

        assertThatThrownBy(() -> connection.commitTransaction().block()).hasMessageContaining("closed");
        try (TestDatabase again = TestDatabase.in(folder)) {
            assertThat(again.count("t")).isZero();
        }
    }

    @Test
    void closingTwiceIsFine() {
        TestDatabase db = TestDatabase.in(folder);
        db.close();
        db.close();
    }

    @Test
    void aFileThatIsNoDatabaseIsRefusedAtOnce() throws Exception {
        Path file = Files.writeString(
                folder.resolve("test.db"), "this is certainly no database, but long enough to be one".repeat(20));

        assertThatThrownBy(() -> SqliteConnectionFactory.file(file.toString()))
                .isInstanceOf(R2dbcNonTransientResourceException.class);
        assertThatThrownBy(() -> SqliteConnectionFactory.file(
                        folder.resolve("no/such/folder.db").toString()))
                .isInstanceOf(R2dbcNonTransientResourceException.class);
    }
}
