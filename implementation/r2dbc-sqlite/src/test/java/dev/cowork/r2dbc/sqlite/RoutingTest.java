package dev.cowork.r2dbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.r2dbc.spi.R2dbcBadGrammarException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bug class: a statement that must not run inside a transaction ends up in one, or on a thread of its own choice. */
class RoutingTest {

    @TempDir
    private Path folder;

    private TestDatabase db;

    @BeforeEach
    void open() {
        db = TestDatabase.in(folder, builder -> builder.durability(SqliteDurability.NORMAL));
        db.script("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT)");
    }

    @AfterEach
    void close() {
        db.close();
    }

    /** SQLite refuses VACUUM and ATTACH inside a transaction, and ignores these PRAGMAs there. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "VACUUM",
                "ATTACH ':memory:' AS other",
                "PRAGMA foreign_keys = OFF",
                "PRAGMA wal_checkpoint(TRUNCATE)",
                "-- a comment first\n  vacuum",
            })
    void whatMustStandAloneRunsBetweenTheGroupsItWaitedAmong(String sql) {
        SqliteConnection holder = TestDatabase.hold(db.connect());
        long groups = db.statistics().groupCommits();
        List<CompletableFuture<?>> answers = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            answers.add(db.update("INSERT INTO t(name) VALUES ('before')").toFuture());
        }
        answers.add(
                db.with(connection -> connection.createStatement(sql).execute().concatMap(SqliteResult::getRowsUpdated))
                        .collectList()
                        .toFuture());
        for (int i = 0; i < 10; i++) {
            answers.add(db.update("INSERT INTO t(name) VALUES ('after')").toFuture());
        }

        holder.rollbackTransaction().block();
        answers.forEach(CompletableFuture::join);

        assertThat(db.count("t")).isEqualTo(20);
        assertThat(db.statistics().groupCommits() - groups).isEqualTo(2);
        if (sql.contains("foreign_keys")) {
            assertThat(db.column(Integer.class, "PRAGMA foreign_keys")).containsExactly(0);
        }
    }

    @Test
    void aPragmaHoldsForAllConnectionsBecauseTheyShareTheWriter() {
        db.column(Object.class, "PRAGMA user_version = 7");
        assertThat(db.column(Integer.class, "PRAGMA user_version")).containsExactly(7);
    }

    @Test
    void anAttachedDatabaseIsWrittenAndReadInTransactions() {
        db.update("ATTACH ? AS other", folder.resolve("other.db").toString()).block();
        db.update("CREATE TABLE other.o (id INTEGER PRIMARY KEY)").block();
        List<Long> seen = db.with(connection -> connection
                        .beginTransaction()
                        .then(TestDatabase.update(connection, "INSERT INTO other.o VALUES (5)"))
                        .thenMany(TestDatabase.column(connection, Long.class, "SELECT id FROM other.o"))
                        .concatWith(connection.commitTransaction().then(reactor.core.publisher.Mono.empty())))
                .collectList()
                .block();
        assertThat(seen).containsExactly(5L);
    }

    @Test
    void transactionWordsInAutoCommitOpenAndEndTheConnectionsOwnTransaction() {
        SqliteConnection connection = db.connect();
        TestDatabase.update(connection, "BEGIN IMMEDIATE")
                .then(TestDatabase.update(connection, "INSERT INTO t(name) VALUES ('x')"))
                .block();
        assertThat(db.count("t")).as("others do not see it yet").isZero();

        TestDatabase.update(connection, "END TRANSACTION").block();
        assertThat(db.count("t")).isEqualTo(1);
        assertThatThrownBy(() -> TestDatabase.update(connection, "SAVEPOINT s").block())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no transaction");
    }

    @Test
    void aScriptWithAPragmaRunsStatementByStatement() throws Exception {
        Path copy = folder.resolve("copy.db");
        db.script("INSERT INTO t(name) VALUES ('x'); PRAGMA user_version = 3; VACUUM INTO '" + copy + "';");
        assertThat(Files.size(copy)).isPositive();
    }

    @Test
    void aSecondStatementIsRefusedByNameAndNothingOfItRuns() {
        assertThatThrownBy(() -> db.connect().createStatement("DELETE FROM t; VACUUM"))
                .isInstanceOf(R2dbcBadGrammarException.class)
                .hasMessageContaining("second statement")
                .hasMessageContaining("Batch");
    }
}
