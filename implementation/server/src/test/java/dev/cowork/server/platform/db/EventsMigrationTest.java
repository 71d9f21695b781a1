package dev.cowork.server.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cowork.server.platform.problems.StartRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bug class: an event that is lost, changed or given to another stream when their table is laid anew (V3). */
class EventsMigrationTest {

    /** Not in the order of their keys, with holes, as turns that grow side by side leave them. */
    private static final List<Event> EVENTS = List.of(
            new Event(1, 1, 1_700_000_000_000_001L, "created", "{\"type\":\"created\"}"),
            new Event(4, 1, 1_700_000_000_000_000L, "created", "{}"),
            new Event(
                    1,
                    2,
                    1_700_000_000_000_002L,
                    "delta",
                    "Grüße, 世界, \uD83D\uDC69\u200D\uD83D\uDE80, e\u0301, \u202Eabc"),
            new Event(3, 7, 1, "delta", "it's \"quoted\", :named, ?1, -- and; more\nlines\t\\"),
            new Event(4, 9, 1_700_000_000_000_003L, "delta", "x".repeat(1 << 20)),
            new Event(1, 5, 1_700_000_000_000_002L, "delta", ""),
            new Event(3, 2, 0, "completed", "{\"n\":1e400}"),
            new Event(4, 2, -5, "délta", " \u0001 "),
            new Event(4, Long.MAX_VALUE, Long.MAX_VALUE, "completed", "the last"));

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void aFileOfTheServerOfBefore() throws Exception {
        Path migrations = Files.createDirectory(folder.resolve("migrations"));
        Path all = Path.of(getClass().getResource("/db/migration/sqlite").toURI());
        try (Stream<Path> scripts = Files.list(all)) {
            for (Path script : scripts.toList()) {
                String name = script.getFileName().toString();
                if (name.startsWith("V1__") || name.startsWith("V2__")) {
                    Files.copy(script, migrations.resolve(name));
                }
            }
        }
        file = folder.resolve("cowork.db");
        new DatabaseFile(new Schema(2, "filesystem:" + migrations), Clock.systemUTC()).prepare(file);
        execute(
                "insert into stream (id, kind, owner) values ('a', 'turn', 'o'), ('gone', 'turn', 'o'), ('c', 'turn', 'p'),"
                        + " ('d', 'turn', 'o'), ('empty', 'turn', 'o')",
                "delete from stream where id = 'gone'");
        for (Event event : EVENTS) {
            insert(event);
        }
    }

    @Nested
    class WhenItIsThrough {

        @BeforeEach
        void migrate() {
            new DatabaseFile().prepare(file);
        }

        @Test
        void every_event_is_what_it_was_and_no_other_is_there() throws SQLException {
            assertThat(events(file)).isEqualTo(inOrder());
            assertThat(one(file, "pragma user_version")).isEqualTo("3");
        }

        @Test
        void events_lie_in_the_order_they_come() throws SQLException {
            assertThat(one(file, "select wr from pragma_table_list where name = 'event'"))
                    .isEqualTo("0");
            Event late = new Event(1, 3, 9, "delta", "late");
            insert(late);

            assertThat(one(file, "select data from event order by rowid desc limit 1"))
                    .isEqualTo("late");
        }

        @Test
        void a_number_is_given_once_in_a_stream() {
            assertThatThrownBy(() -> insert(new Event(3, 7, 2, "delta", "again")))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("event.stream_no, event.seq");
        }

        @Test
        void columns_are_as_strict_as_before() {
            assertThatThrownBy(() -> execute("insert into event values (1, 'no number', 1, 'delta', '')"))
                    .isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> execute("insert into event values (1, 3, 1, 'delta', null)"))
                    .isInstanceOf(SQLException.class);
        }

        @Test
        void an_event_needs_its_stream() {
            assertThatThrownBy(() -> insert(new Event(2, 1, 1, "delta", "of a stream that is gone")))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("FOREIGN KEY");
        }

        @Test
        void a_deleted_stream_takes_its_events_along_and_no_others() throws SQLException {
            execute("delete from stream where no = 4");

            assertThat(events(file))
                    .isEqualTo(inOrder().stream()
                            .filter(event -> event.stream() != 4)
                            .toList())
                    .hasSize(5);
        }

        @Test
        void the_file_is_sound() throws SQLException {
            assertThat(one(file, "select count(*) from pragma_foreign_key_check"))
                    .isEqualTo("0");
            assertThat(one(file, "pragma quick_check")).isEqualTo("ok");
            assertThat(one(file, "pragma integrity_check")).isEqualTo("ok");
            assertThat(one(file, "select count(*) from sqlite_schema where name like 'event_arrived%'"))
                    .isEqualTo("0");
        }

        @Test
        void a_copy_of_before_lies_beside_it() throws Exception {
            Path copy = copies().getFirst();

            assertThat(copies()).hasSize(1);
            assertThat(copy.getFileName().toString()).matches("cowork\\.db\\.before-v3-.*\\.backup");
            assertThat(events(copy)).isEqualTo(inOrder());
            assertBefore(copy);
        }
    }

    /** The last of its statements fails on a view that names the table, when the events are copied and the old table is dropped. */
    @Nested
    class WhenItBreaksOff {

        @BeforeEach
        void breakOff() throws SQLException {
            execute("create view of_a_stranger as select * from event");

            assertThatThrownBy(() -> new DatabaseFile().prepare(file)).isInstanceOf(StartRefused.class);
        }

        @Test
        void everything_is_as_before() throws SQLException {
            assertBefore(file);
            assertThat(events(file)).isEqualTo(inOrder());
            assertThat(one(file, "select count(*) from flyway_schema_history where version = '3'"))
                    .isEqualTo("0");
        }

        @Test
        void the_next_start_brings_it_to_its_end() throws SQLException {
            execute("drop view of_a_stranger");

            new DatabaseFile().prepare(file);

            assertThat(one(file, "pragma user_version")).isEqualTo("3");
            assertThat(events(file)).isEqualTo(inOrder());
        }
    }

    private record Event(long stream, long seq, long at, String type, String data) {}

    private static List<Event> inOrder() {
        return EVENTS.stream()
                .sorted(Comparator.comparingLong(Event::stream).thenComparingLong(Event::seq))
                .toList();
    }

    private static void assertBefore(Path database) throws SQLException {
        assertThat(one(database, "select wr from pragma_table_list where name = 'event'"))
                .isEqualTo("1");
    }

    private List<Path> copies() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(path -> path.toString().endsWith(".backup")).toList();
        }
    }

    private static Connection open(Path database) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        try (Statement statement = connection.createStatement()) {
            statement.execute("pragma foreign_keys = on");
        }
        return connection;
    }

    private void execute(String... statements) throws SQLException {
        try (Connection connection = open(file);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private void insert(Event event) throws SQLException {
        try (Connection connection = open(file);
                PreparedStatement insert = connection.prepareStatement(
                        "insert into event (stream_no, seq, at, type, data) values (?, ?, ?, ?, ?)")) {
            insert.setLong(1, event.stream());
            insert.setLong(2, event.seq());
            insert.setLong(3, event.at());
            insert.setString(4, event.type());
            insert.setString(5, event.data());
            insert.executeUpdate();
        }
    }

    private static List<Event> events(Path database) throws SQLException {
        List<Event> events = new ArrayList<>();
        try (Connection connection = open(database);
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "select stream_no, seq, at, type, data from event order by stream_no, seq")) {
            while (rows.next()) {
                events.add(new Event(
                        rows.getLong(1), rows.getLong(2), rows.getLong(3), rows.getString(4), rows.getString(5)));
            }
        }
        return events;
    }

    private static String one(Path database, String sql) throws SQLException {
        try (Connection connection = open(database);
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getString(1) : "";
        }
    }
}
