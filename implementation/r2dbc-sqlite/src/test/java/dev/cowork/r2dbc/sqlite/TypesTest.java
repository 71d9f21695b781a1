package dev.cowork.r2dbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.r2dbc.spi.Blob;
import io.r2dbc.spi.Clob;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.R2dbcType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** Bug class: a value comes back as another one, or lies in the file in a form nobody documented. */
class TypesTest {

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

    private void store(Object value) {
        db.update("INSERT INTO t(value) VALUES (?)", value).block();
    }

    /** Value, storage class, and how SQLite itself writes it. */
    static Stream<Arguments> values() {
        return Stream.of(
                Arguments.of(true, "integer", "1"),
                Arguments.of(false, "integer", "0"),
                Arguments.of((byte) -3, "integer", "-3"),
                Arguments.of((short) 300, "integer", "300"),
                Arguments.of(70_000, "integer", "70000"),
                Arguments.of(9_000_000_000L, "integer", "9000000000"),
                Arguments.of(Long.MIN_VALUE, "integer", "-9223372036854775808"),
                Arguments.of(Long.MAX_VALUE, "integer", "9223372036854775807"),
                Arguments.of(1.5, "real", "1.5"),
                Arguments.of(2.5f, "real", "2.5"),
                Arguments.of(new BigDecimal("12345678901234567890.120"), "text", "12345678901234567890.120"),
                Arguments.of(
                        new BigInteger("123456789012345678901234567890"), "text", "123456789012345678901234567890"),
                Arguments.of("text äöü \uD83D\uDE00 'quoted'", "text", "text äöü \uD83D\uDE00 'quoted'"),
                Arguments.of("", "text", ""),
                Arguments.of("{\"a\":[1,2]}", "text", "{\"a\":[1,2]}"),
                Arguments.of('c', "text", "c"),
                Arguments.of(
                        UUID.fromString("0b0e3ad2-5f4c-4d8c-9d2b-6f1f4a3c2b1a"),
                        "text",
                        "0b0e3ad2-5f4c-4d8c-9d2b-6f1f4a3c2b1a"),
                Arguments.of(Instant.parse("2026-03-01T10:15:30.123456789Z"), "text", "2026-03-01T10:15:30.123456789Z"),
                Arguments.of(Instant.parse("2026-03-01T10:15:30Z"), "text", "2026-03-01T10:15:30.000000000Z"),
                Arguments.of(OffsetDateTime.parse("2026-03-01T10:15:30Z"), "text", "2026-03-01T10:15:30.000000000Z"),
                Arguments.of(ZonedDateTime.parse("2026-03-01T10:15:30Z"), "text", "2026-03-01T10:15:30.000000000Z"),
                Arguments.of(LocalDate.of(2026, 3, 1), "text", "2026-03-01"),
                Arguments.of(LocalTime.of(10, 15), "text", "10:15:00.000000000"),
                Arguments.of(LocalDateTime.of(2026, 3, 1, 10, 15), "text", "2026-03-01T10:15:00.000000000"),
                Arguments.of(Duration.ofMillis(1500), "text", "PT1.5S"),
                Arguments.of(ByteBuffer.wrap(new byte[] {1, (byte) 0xfe}), "blob", "01FE"),
                Arguments.of(SqliteDurability.FULL, "text", "FULL"));
    }

    @ParameterizedTest
    @MethodSource("values")
    void everyTypeIsStoredAsDocumentedAndComesBackAsItWas(Object value, String storage, String written) {
        store(value);

        Class<?> type = value instanceof ByteBuffer ? ByteBuffer.class : value.getClass();
        assertThat((Object) db.column(type, "SELECT value FROM t").getFirst()).isEqualTo(value);
        assertThat(db.column(String.class, "SELECT typeof(value) FROM t")).containsExactly(storage);
        String asText = storage.equals("blob") ? "hex(value)" : "CAST(value AS TEXT)";
        assertThat(db.column(String.class, "SELECT " + asText + " FROM t")).containsExactly(written);
    }

    @ParameterizedTest
    @MethodSource("values")
    void nullOfEveryTypeIsNull(Object value) {
        Class<?> type = value instanceof ByteBuffer ? ByteBuffer.class : value.getClass();
        db.with(connection -> connection
                        .createStatement("INSERT INTO t(value, name) VALUES (?, ?)")
                        .bindNull(0, type)
                        .bind(1, Parameters.in(R2dbcType.VARCHAR, null))
                        .execute())
                .blockLast();
        assertThat(db.column(Long.class, "SELECT count(*) FROM t WHERE value IS NULL AND name IS NULL"))
                .containsExactly(1L);
        Boolean read = db.with(connection -> connection
                        .createStatement("SELECT value FROM t")
                        .execute()
                        .concatMap(result -> result.map(row -> row.get(0, type) == null)))
                .blockLast();
        assertThat(read).isTrue();
    }

    @Test
    void textOfMomentsSortsByTime() {
        Instant early = Instant.parse("2026-03-01T10:15:30Z");
        store(early.plusNanos(1));
        store(early);
        store(OffsetDateTime.parse("2026-03-01T12:15:29+02:00"));

        assertThat(db.column(Instant.class, "SELECT value FROM t ORDER BY value"))
                .containsExactly(early.minusSeconds(1), early, early.plusNanos(1));
        assertThat(db.column(Instant.class, "SELECT CURRENT_TIMESTAMP")).hasSize(1);
    }

    @Test
    void aWrongTypeNamesItsColumnAndKeepsTheValueToItself() {
        store("no number");
        assertThatThrownBy(() -> db.column(Long.class, "SELECT value AS amount FROM t"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'amount'")
                .hasMessageContaining("TEXT")
                .hasMessageNotContaining("no number");
        assertThatThrownBy(() -> db.column(Integer.class, "SELECT 3000000000 AS big"))
                .hasMessageContaining("'big'");
        assertThatThrownBy(() -> db.column(byte[].class, "SELECT 1 AS bytes")).hasMessageContaining("'bytes'");
        assertThatThrownBy(() -> db.column(SqliteDurability.class, "SELECT 'MAYBE' AS choice"))
                .hasMessageContaining("'choice'");
    }

    @Test
    void aTypeThatCannotBeStoredIsRefusedWhenItIsBound() {
        SqliteStatement statement = db.connect().createStatement("SELECT ?");
        assertThatThrownBy(() -> statement.bind(0, new StringBuilder("x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.lang.StringBuilder");
    }

    @Test
    void withoutATypeAValueComesAsItIsStored() {
        assertThat(db.column(Object.class, "SELECT 1")).containsExactly(1);
        assertThat(db.column(Object.class, "SELECT 5000000000")).containsExactly(5_000_000_000L);
        assertThat(db.column(Object.class, "SELECT 1.5")).containsExactly(1.5);
        assertThat(db.column(Object.class, "SELECT x'01'")).containsExactly(ByteBuffer.wrap(new byte[] {1}));
        db.script("CREATE TABLE declared (flag BOOLEAN, big BIGINT); INSERT INTO declared VALUES (1, 2)");
        assertThat(db.column(Object.class, "SELECT flag FROM declared")).containsExactly(true);
        assertThat(db.column(Object.class, "SELECT big FROM declared")).containsExactly(2L);
    }

    @Test
    void blobsAndClobsAreReadBeforeTheyAreStored() {
        db.with(connection -> connection
                        .createStatement("INSERT INTO t(value, name) VALUES (?, ?)")
                        .bind(0, Blob.from(Mono.just(ByteBuffer.wrap(new byte[] {7, 8}))))
                        .bind(1, Clob.from(Mono.just("clob")))
                        .execute())
                .blockLast();
        assertThat(db.column(byte[].class, "SELECT value FROM t").getFirst()).containsExactly(7, 8);
        assertThat(db.column(String.class, "SELECT name FROM t")).containsExactly("clob");
    }

    @Test
    void jsonIsTextThatSqliteUnderstands() {
        store("{\"user\":{\"name\":\"Ada\"},\"tags\":[\"a\",\"b\"]}");

        assertThat(db.column(String.class, "SELECT value ->> '$.user.name' FROM t"))
                .containsExactly("Ada");
        assertThat(db.column(String.class, "SELECT tag.value FROM t, json_each(t.value, '$.tags') AS tag"))
                .containsExactly("a", "b");
        db.update("UPDATE t SET value = json_set(value, '$.user.name', ?)", "Grace")
                .block();
        assertThat(db.column(String.class, "SELECT json_extract(value, '$.user.name') FROM t"))
                .containsExactly("Grace");
    }

    @ParameterizedTest
    @ValueSource(strings = {"porter", "unicode61", "trigram"})
    void fullTextSearchFollowsItsTableByTriggers(String tokenizer) {
        db.script("""
                CREATE VIRTUAL TABLE found USING fts5(name, content='t', content_rowid='id', tokenize='%s');
                CREATE TRIGGER t_added AFTER INSERT ON t BEGIN
                  INSERT INTO found(rowid, name) VALUES (NEW.id, NEW.name);
                END;
                CREATE TRIGGER t_removed AFTER DELETE ON t BEGIN
                  INSERT INTO found(found, rowid, name) VALUES ('delete', OLD.id, OLD.name);
                END;
                """.formatted(tokenizer));
        db.update("INSERT INTO t(name) VALUES ('a walking cat; asleep'), ('a dog')")
                .block();

        assertThat(db.column(String.class, "SELECT name FROM found WHERE found MATCH ? ORDER BY rank", "walking"))
                .containsExactly("a walking cat; asleep");
        assertThat(db.column(String.class, "SELECT highlight(found, 0, '<', '>') FROM found WHERE found MATCH 'dog'"))
                .containsExactly("a <dog>");
        db.update("DELETE FROM t").block();
        assertThat(db.column(String.class, "SELECT name FROM found WHERE found MATCH 'dog'"))
                .isEmpty();
    }
}
