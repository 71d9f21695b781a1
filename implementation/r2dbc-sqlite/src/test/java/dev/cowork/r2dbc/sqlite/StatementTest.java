package dev.cowork.r2dbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.R2dbcBadGrammarException;
import io.r2dbc.spi.R2dbcDataIntegrityViolationException;
import io.r2dbc.spi.R2dbcTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

class StatementTest {

    private TestDatabase db;

    @BeforeEach
    void open(@TempDir Path folder) {
        db = TestDatabase.in(folder, builder -> builder.durability(SqliteDurability.NORMAL));
        db.script("CREATE TABLE t (id INTEGER PRIMARY KEY, value, name TEXT UNIQUE)");
    }

    @AfterEach
    void close() {
        db.close();
    }

    @Nested
    class SeveralStatementsInOneText {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "INSERT INTO t(value) VALUES (1); DROP TABLE t",
                    "SELECT 1; DELETE FROM t",
                    "SELECT ?1; SELECT 2",
                    "SELECT 1 /* ; */; -- ;\n PRAGMA user_version = 7",
                    "SELECT ';' ; WITH x AS (SELECT 1) INSERT INTO t(value) SELECT * FROM x",
                })
        void areRefusedByNameBeforeAnyRuns(String text) {
            SqliteConnection connection = db.connect();
            assertThatThrownBy(() -> connection.createStatement(text))
                    .isInstanceOf(R2dbcBadGrammarException.class)
                    .hasMessageContaining("second statement");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "SELECT ';' AS \"a;b\", [x;y], `z;` FROM (SELECT 1 AS [x;y], 2 AS `z;`);",
                    "SELECT 1; -- the end;",
                    "SELECT 1 /* one; two */;;  ",
                    "SELECT 'it''s; fine'",
                })
        void areNotSeenInLiteralsNamesAndComments(String text) {
            assertThat(db.with(c -> TestDatabase.column(c, Object.class, text)).blockLast())
                    .isNotNull();
        }

        @Test
        void aTriggerIsOneStatement() {
            db.update("""
                            CREATE TRIGGER log AFTER INSERT ON t WHEN NEW.value IS NOT NULL BEGIN
                              UPDATE t SET name = CASE WHEN NEW.value > 1 THEN 'big; very' ELSE 'small' END WHERE id = NEW.id;
                              SELECT 1;
                            END""").block();
            db.update("INSERT INTO t(value) VALUES (2)").block();

            assertThat(db.column(String.class, "SELECT name FROM t")).containsExactly("big; very");
        }

        @Test
        void aBatchRunsAScriptAllOrNothing() {
            assertThatThrownBy(
                            () -> db.script(
                                    "INSERT INTO t(name) VALUES ('a;b'); INSERT INTO t(name) VALUES ('c'); INSERT INTO t(name) VALUES ('c');"))
                    .isInstanceOf(R2dbcDataIntegrityViolationException.class);
            assertThat(db.count("t")).isZero();

            db.script("INSERT INTO t(name) VALUES ('a;b'); INSERT INTO t(name) VALUES ('c')");
            assertThat(db.count("t")).isEqualTo(2);
        }

        @Test
        void aBatchRefusesTransactionWordsAndParameters() {
            SqliteBatch batch = db.connect().createBatch();
            assertThatThrownBy(() -> batch.add("SELECT 1; COMMIT")).isInstanceOf(R2dbcBadGrammarException.class);
            assertThatThrownBy(() -> batch.add("SELECT ?")).isInstanceOf(R2dbcBadGrammarException.class);
        }

        @Test
        void anEmptyTextIsRefused() {
            assertThatThrownBy(() -> db.connect().createStatement(" ; -- nothing"))
                    .isInstanceOf(R2dbcBadGrammarException.class);
        }
    }

    @Nested
    class ParametersOf {

        @ParameterizedTest
        @ValueSource(strings = {":v", "@v", "$v", "?1", "?"})
        void everyStyleAreBoundByIndex(String marker) {
            assertThat(db.column(String.class, "SELECT " + marker, "x")).containsExactly("x");
        }

        @ParameterizedTest
        @ValueSource(strings = {":v", "@v", "$v"})
        void namedStylesAreBoundByNameWithOrWithoutPrefix(String marker) {
            SqliteConnection connection = db.connect();
            for (String name : List.of("v", marker)) {
                assertThat(connection
                                .createStatement("SELECT " + marker + " || " + marker)
                                .bind(name, "x")
                                .execute()
                                .concatMap(result -> result.map(row -> row.get(0, String.class)))
                                .blockLast())
                        .isEqualTo("xx");
            }
        }

        @Test
        void numbersMayRepeatAndSkip() {
            SqliteStatement statement = db.connect().createStatement("SELECT ?3 || ?1 || ?3");
            statement.bind(0, "a").bind("?3", "c");
            assertThat(statement
                            .execute()
                            .concatMap(result -> result.map(row -> row.get(0, String.class)))
                            .blockLast())
                    .isEqualTo("cac");
        }

        @Test
        void aStatementMayBeBoundAgainWithoutTouchingWhatWasExecuted() {
            SqliteStatement statement = db.connect().createStatement("SELECT ?");
            Mono<Integer> first = statement
                    .bind(0, 1)
                    .execute()
                    .concatMap(result -> result.map(row -> row.get(0, Integer.class)))
                    .next();
            statement.bind(0, 2);
            assertThat(first.block()).isEqualTo(1);
        }

        @Test
        void nullsAreBound() {
            db.with(connection -> connection
                            .createStatement("INSERT INTO t(value, name) VALUES (?, ?)")
                            .bind(0, Parameters.in(Integer.class))
                            .bindNull(1, String.class)
                            .execute())
                    .blockLast();
            assertThat(db.column(Long.class, "SELECT count(*) FROM t WHERE value IS NULL AND name IS NULL"))
                    .containsExactly(1L);
        }
    }

    @Test
    void anUpsertAndItsReturningWork() {
        String upsert = "INSERT INTO t(id, name) VALUES (1, ?) ON CONFLICT(id) DO UPDATE SET name = excluded.name";
        db.update(upsert, "a").block();
        String name = db.with(connection -> connection
                        .createStatement(upsert)
                        .bind(0, "b")
                        .returnGeneratedValues("name")
                        .execute()
                        .concatMap(result -> result.map(row -> row.get("name", String.class))))
                .blockLast();
        assertThat(name).isEqualTo("b");
    }

    @Test
    void anUnknownGeneratedColumnIsAnErrorAndNotAText() {
        assertThatThrownBy(() -> db.with(connection -> connection
                                .createStatement("INSERT INTO t(value) VALUES (1)")
                                .returnGeneratedValues("nonsense")
                                .execute())
                        .blockLast())
                .isInstanceOf(R2dbcBadGrammarException.class);
    }

    @Test
    void aWithThatWritesIsAWrite() {
        assertThat(db.update("WITH x(v) AS (SELECT 5) INSERT INTO t(value) SELECT v FROM x")
                        .block())
                .isEqualTo(1);
        assertThat(db.statistics().redirectedReads()).isZero();
    }

    @Test
    void readersSeeAChangedSchemaAtOnce() {
        for (int i = 0; i < 5; i++) {
            assertThat(db.with(c -> c.createStatement("SELECT * FROM t")
                                    .execute()
                                    .concatMap(r -> r.map(x -> 1)))
                            .collectList()
                            .block())
                    .isEmpty();
        }
        db.update("INSERT INTO t(value) VALUES (1)").block();
        db.update("ALTER TABLE t ADD COLUMN extra TEXT DEFAULT 'new'").block();
        for (int i = 0; i < 5; i++) {
            assertThat(db.with(c -> c.createStatement("SELECT * FROM t")
                                    .execute()
                                    .concatMap(result -> result.map(row -> row.get("extra", String.class))))
                            .blockLast())
                    .isEqualTo("new");
        }
    }

    @Test
    void aStatementPastItsTimeoutIsInterruptedAndTheThreadGoesOn() {
        String endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) ";
        SqliteConnection connection = db.connect();
        connection.setStatementTimeout(Duration.ofMillis(100)).block();

        assertThatThrownBy(() -> TestDatabase.column(connection, Long.class, endless + "SELECT max(i) FROM n")
                        .blockLast())
                .isInstanceOf(R2dbcTimeoutException.class);
        assertThatThrownBy(() -> TestDatabase.update(connection, endless + "INSERT INTO t(value) SELECT max(i) FROM n")
                        .block())
                .isInstanceOf(R2dbcTimeoutException.class);
        assertThat(db.count("t")).isZero();
        assertThat(db.update("INSERT INTO t(value) VALUES (1)").block()).isEqualTo(1);
    }

    @Test
    void aTimeoutOfTheFactoryHoldsForEveryConnection(@TempDir Path other) {
        String endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n";
        try (TestDatabase limited =
                TestDatabase.in(other, builder -> builder.statementTimeout(Duration.ofMillis(100)))) {
            assertThatThrownBy(() -> limited.column(Long.class, endless)).isInstanceOf(R2dbcTimeoutException.class);
            SqliteConnection patient = limited.connect();
            patient.setStatementTimeout(Duration.ZERO).block();
            assertThat(TestDatabase.column(patient, Long.class, "SELECT 1").blockLast())
                    .isEqualTo(1);
        }
    }

    @Test
    void anErrorDoesNotSpoilTheStatementForTheNextUse() {
        String sql = "INSERT INTO t(id, name) VALUES (?, 'same')";
        db.update(sql, 1).block();
        assertThatThrownBy(() -> db.update(sql, 2).block()).isInstanceOf(R2dbcDataIntegrityViolationException.class);
        assertThatThrownBy(() ->
                db.update("INSERT INTO t(id) VALUES (abs(?))", Long.MIN_VALUE).block());
        assertThat(db.update("INSERT INTO t(id) VALUES (abs(?))", -5).block()).isEqualTo(1);
        db.update("DELETE FROM t").block();
        assertThat(db.update(sql, 2).block()).isEqualTo(1);
    }
}
