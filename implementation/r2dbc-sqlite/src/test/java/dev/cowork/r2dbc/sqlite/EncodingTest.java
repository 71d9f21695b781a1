package dev.cowork.r2dbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bug class: a value comes back as another one because the file keeps its text in another encoding than most do. */
class EncodingTest {

    private static final List<@Nullable Object> VALUES = values();

    private static List<@Nullable Object> values() {
        List<@Nullable Object> values = new ArrayList<>();
        values.add("Grüße aus Äpfeln, ÖL und weiß");
        values.add("a \uD83D\uDE00 b \uD83D\uDC69\u200D\uD83D\uDE80");
        values.add("中文 עברית");
        values.add("");
        values.add("before\0after");
        values.add("x".repeat(40_000) + "ß");
        values.add(null);
        values.add(ByteBuffer.wrap(new byte[] {0, 1, (byte) 0xc3, (byte) 0xff, 0}));
        values.add(ByteBuffer.wrap(new byte[0]));
        values.add(0);
        values.add(-1);
        values.add(Integer.MIN_VALUE);
        values.add(Integer.MAX_VALUE + 1L);
        values.add(Long.MIN_VALUE);
        values.add(Long.MAX_VALUE);
        values.add(0.1);
        values.add(-1.5e300);
        values.add(Double.MIN_VALUE);
        return values;
    }

    @TempDir
    private Path folder;

    /** Makes the file without the driver, with a table of the values. */
    private void create(String encoding) throws SQLException {
        try (Connection plain = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("test.db"));
                Statement statement = plain.createStatement()) {
            statement.execute("PRAGMA encoding='" + encoding + "'");
            statement.execute("CREATE TABLE v (id INTEGER PRIMARY KEY, value)");
            try (PreparedStatement insert = plain.prepareStatement("INSERT INTO v VALUES (?, ?)")) {
                for (int i = 0; i < VALUES.size(); i++) {
                    insert.setInt(1, i);
                    insert.setObject(2, VALUES.get(i) instanceof ByteBuffer bytes ? bytes.array() : VALUES.get(i));
                    insert.execute();
                }
            }
        }
    }

    private static List<@Nullable Object> read(TestDatabase db) {
        List<@Nullable Object> read = new ArrayList<>();
        db.with(connection -> connection
                        .createStatement("SELECT value FROM v ORDER BY id")
                        .execute()
                        .concatMap(result -> result.map(row -> {
                            read.add(row.get(0));
                            return 1;
                        })))
                .blockLast();
        return read;
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16le", "UTF-16be"})
    void everyValueIsReadAsItWasWritten(String encoding) throws Exception {
        create(encoding);

        try (TestDatabase db = TestDatabase.in(folder)) {
            assertThat(db.column(String.class, "PRAGMA encoding")).containsExactly(encoding);
            assertThat(read(db)).containsExactlyElementsOf(VALUES);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16le", "UTF-16be"})
    void everyValueIsReadAsTheDriverWroteIt(String encoding) throws Exception {
        create(encoding);

        try (TestDatabase db = TestDatabase.in(folder)) {
            db.update("DELETE FROM v").block();
            for (int i = 0; i < VALUES.size(); i++) {
                Object value = VALUES.get(i);
                if (value != null) {
                    db.update("INSERT INTO v VALUES (?, ?)", i, value).block();
                } else {
                    db.update("INSERT INTO v VALUES (?, NULL)", i).block();
                }
            }
            assertThat(read(db)).containsExactlyElementsOf(VALUES);
        }
    }

    @Test
    void anEncodingChosenInAnEmptyFileIsNoticed() {
        try (TestDatabase db = TestDatabase.in(folder)) {
            assertThat(db.column(String.class, "SELECT 'ä'")).containsExactly("ä");
            db.update("PRAGMA encoding='UTF-16le'").block();
            db.script("CREATE TABLE v (id INTEGER PRIMARY KEY, value)");
            db.update("INSERT INTO v VALUES (1, ?)", "Grüße \uD83D\uDE00").block();

            assertThat(read(db)).containsExactly("Grüße \uD83D\uDE00");
            assertThat(db.column(String.class, "SELECT value FROM v")).containsExactly("Grüße \uD83D\uDE00");
        }
    }
}
