package dev.cowork.r2dbc.sqlite;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/** A database with a table, reopened with other settings as a test needs it. */
abstract class TransactionFixture {

    TestDatabase db;

    @TempDir
    Path folder;

    @BeforeEach
    void open() {
        open(builder -> {});
    }

    void open(Consumer<SqliteConnectionConfiguration.Builder> settings) {
        db = TestDatabase.in(folder, builder -> settings.accept(builder.closeTimeout(Duration.ofMillis(100))));
        db.script("CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY, name TEXT)");
    }

    void reopen(Consumer<SqliteConnectionConfiguration.Builder> settings) {
        db.close();
        open(settings);
    }

    @AfterEach
    void close() {
        db.close();
    }

    static Mono<Long> insert(SqliteConnection connection, long id) {
        return TestDatabase.update(connection, "INSERT INTO t VALUES (?, 'x')", id);
    }
}
