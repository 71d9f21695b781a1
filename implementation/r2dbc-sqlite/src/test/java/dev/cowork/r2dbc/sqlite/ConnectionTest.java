package dev.cowork.r2dbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.ValidationDepth;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;

/** What the SPI says of a connection, where its TestKit does not look. */
class ConnectionTest {

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

    private Flux<Long> add(String sql, List<String> names) {
        return db.with(connection -> {
            SqliteStatement statement = connection.createStatement(sql);
            for (int i = 0; i < names.size(); i++) {
                if (i > 0) {
                    statement.add();
                }
                statement.bind("name", names.get(i));
            }
            return statement.execute().concatMap(SqliteResult::getRowsUpdated);
        });
    }

    @Nested
    class SeveralSetsOfValues {

        @Test
        void giveOneCountEach() {
            assertThat(add("INSERT INTO t(name) VALUES (:name)", List.of("a", "b", "c"))
                            .collectList()
                            .block())
                    .containsExactly(1L, 1L, 1L);
        }

        @Test
        void giveTheirGeneratedKeysInOrder() {
            List<Long> keys = db.with(connection -> connection
                            .createStatement("INSERT INTO t(name) VALUES (:name)")
                            .bind("name", "a")
                            .add()
                            .bind("name", "b")
                            .returnGeneratedValues("id")
                            .execute()
                            .concatMap(result -> result.map(row -> row.get("id", Long.class))))
                    .collectList()
                    .block();
            assertThat(keys).containsExactly(1L, 2L);
        }

        @Test
        void areAllOrNothing() {
            assertThatThrownBy(() -> add("INSERT INTO t(name) VALUES (:name)", List.of("a", "b", "a"))
                            .blockLast())
                    .isInstanceOf(R2dbcException.class);
            assertThat(db.count("t")).isZero();
        }

        @Test
        void ofAQueryGiveOneResultEach() {
            List<String> read = db.with(connection -> connection
                            .createStatement("SELECT $name || '!'")
                            .bind("name", "a")
                            .add()
                            .bind("name", "b")
                            .execute()
                            .concatMap(result -> result.map(row -> row.get(0, String.class))))
                    .collectList()
                    .block();
            assertThat(read).containsExactly("a!", "b!");
        }

        @Test
        void mustBeComplete() {
            SqliteStatement statement = db.connect().createStatement("INSERT INTO t VALUES (:id, :name)");
            statement.bind("id", 1);
            assertThatThrownBy(statement::add)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(":name");
            assertThatThrownBy(() -> statement.bind("other", 1)).hasMessageContaining("'other'");
            assertThatThrownBy(() -> statement.bind(2, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Nested
    class WithoutAutoCommit {

        @Test
        void theFirstStatementBeginsATransaction() {
            SqliteConnection connection = db.connect();
            connection.setAutoCommit(false).block();
            assertThat(connection.isAutoCommit()).isFalse();
            assertThat(db.statistics().openTransactions()).isZero();

            TestDatabase.update(connection, "INSERT INTO t(name) VALUES ('a')").block();
            assertThat(db.count("t")).isZero();

            connection.setAutoCommit(true).block();
            assertThat(connection.isAutoCommit()).isTrue();
            assertThat(db.count("t")).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(ValidationDepth.class)
    void validationTellsOpenFromClosed(ValidationDepth depth) {
        SqliteConnection connection = db.connect();
        assertThat(connection.validate(depth).block()).isTrue();
        connection.close().block();
        assertThat(connection.validate(depth).block()).isFalse();
        assertThatThrownBy(
                        () -> connection.createStatement("SELECT 1").execute().blockLast())
                .isInstanceOf(R2dbcNonTransientResourceException.class)
                .hasMessageContaining("connection is closed");
    }

    @Test
    void itsMetadataNamesTheProductAndItsVersion() {
        assertThat(db.connect().getMetadata().getDatabaseProductName()).isEqualTo("SQLite");
        assertThat(db.column(String.class, "SELECT sqlite_version()"))
                .containsExactly(db.connect().getMetadata().getDatabaseVersion());
    }

    @Test
    void aBatchGivesItsResultsInOrder() {
        List<Long> counts = db.with(connection -> connection
                        .createBatch()
                        .add("INSERT INTO t(name) VALUES ('a'), ('b')")
                        .add("UPDATE t SET name = name || ';x'; DELETE FROM t WHERE name = 'a;x'")
                        .execute()
                        .concatMap(SqliteResult::getRowsUpdated))
                .collectList()
                .block();
        assertThat(counts).containsExactly(2L, 2L, 1L);
        assertThat(db.column(String.class, "SELECT name FROM t")).containsExactly("b;x");
    }
}
