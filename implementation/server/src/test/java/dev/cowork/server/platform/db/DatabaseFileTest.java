package dev.cowork.server.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cowork.server.platform.problems.StartRefused;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseFileTest {

    private static final Schema ONE = new Schema(1, "classpath:db/migration/test-one");
    private static final Schema TWO = new Schema(2, "classpath:db/migration/test-two");

    @TempDir
    Path folder;

    @Test
    void the_newest_version_is_that_of_the_newest_migration_file() throws Exception {
        Path migrations = Path.of(getClass().getResource("/db/migration/sqlite").toURI());
        Pattern version = Pattern.compile("V(\\d+)__.*\\.sql");
        try (Stream<Path> files = Files.list(migrations)) {
            assertThat(files.map(file -> version.matcher(file.getFileName().toString()))
                            .filter(java.util.regex.Matcher::matches)
                            .map(name -> Integer.parseInt(name.group(1)))
                            .max(Comparator.naturalOrder()))
                    .contains(Schema.NEWEST);
        }
    }

    @Nested
    class Choosing {

        @Test
        void takes_the_wanted_file_when_it_is_missing_empty_or_ours() throws Exception {
            Path wanted = folder.resolve("cowork.db");
            assertThat(DatabaseFile.choose(wanted)).isEqualTo(wanted);

            Files.createFile(wanted);
            assertThat(DatabaseFile.choose(wanted)).isEqualTo(wanted);

            file(ONE).prepare(wanted);
            assertThat(DatabaseFile.choose(wanted)).isEqualTo(wanted);
        }

        @Test
        void leaves_the_database_of_another_program_alone_to_the_last_byte() throws Exception {
            Path theirs = foreign("cowork.db");
            byte[] before = Files.readAllBytes(theirs);

            Path chosen = DatabaseFile.choose(theirs);
            file(ONE).prepare(chosen);

            assertThat(chosen).isEqualTo(folder.resolve("cowork-jvm.db"));
            assertThat(Files.readAllBytes(theirs)).isEqualTo(before);
            assertThat(names()).containsExactly("cowork-jvm.db", "cowork.db");
        }

        @Test
        void refuses_when_both_places_are_taken() throws Exception {
            foreign("cowork.db");
            foreign("cowork-jvm.db");

            refused(() -> DatabaseFile.choose(folder.resolve("cowork.db")), "Neither ");
        }

        @Test
        void refuses_what_is_no_database() throws Exception {
            Path text = Files.writeString(folder.resolve("cowork.db"), "not a database ".repeat(50));

            refused(() -> DatabaseFile.choose(text), "is damaged or is not a SQLite database");
            assertThat(Files.readString(text)).startsWith("not a database");
        }
    }

    @Nested
    class Preparing {

        @Test
        void makes_a_marked_private_file_of_the_newest_version() throws Exception {
            Path made = folder.resolve("new.db");

            new DatabaseFile().prepare(made);

            assertThat(number(made, "pragma application_id")).isEqualTo(0x434F574B);
            assertThat(number(made, "pragma user_version")).isEqualTo(Schema.NEWEST);
            assertThat(Files.getPosixFilePermissions(made)).hasSize(2);
        }

        @Test
        void does_nothing_to_a_current_file() throws Exception {
            Path made = folder.resolve("new.db");
            file(ONE).prepare(made);
            byte[] before = Files.readAllBytes(made);

            file(ONE).prepare(made);

            assertThat(Files.readAllBytes(made)).isEqualTo(before);
            assertThat(names()).containsExactly("new.db");
        }

        @Test
        void copies_an_existing_file_before_a_migration_changes_it() throws Exception {
            Path made = folder.resolve("new.db");
            file(ONE).prepare(made);
            execute(made, "insert into thing values (7)");

            file(TWO).prepare(made);

            assertThat(number(made, "select sum(extra + no) from thing")).isEqualTo(12);
            Path copy = folder.resolve(names().getLast());
            assertThat(copy.getFileName().toString()).matches("new\\.db\\.before-v2-.*\\.backup");
            assertThat(number(copy, "select no from thing")).isEqualTo(7);
            assertThat(number(copy, "select count(*) from pragma_table_info('thing')"))
                    .isEqualTo(1);
        }

        @Test
        void goes_on_after_being_killed_between_migrating_and_saying_so() throws Exception {
            Path made = folder.resolve("new.db");
            file(ONE).prepare(made);
            TWO.migrate(made);

            file(TWO).prepare(made);

            assertThat(number(made, "pragma user_version")).isEqualTo(2);
        }

        @ParameterizedTest
        @ValueSource(ints = {2, 99})
        void refuses_a_newer_schema(int version) throws Exception {
            Path made = folder.resolve("new.db");
            file(TWO).prepare(made);
            execute(made, "pragma user_version = " + version);

            refused(() -> file(ONE).prepare(made), "was written by a newer server (schema " + version);
        }

        @Test
        void refuses_a_newer_schema_whose_migration_was_killed_before_it_said_so() throws Exception {
            Path made = folder.resolve("new.db");
            file(TWO).prepare(made);
            execute(made, "pragma user_version = 0");

            refused(() -> file(ONE).prepare(made), "was written by a newer server");
        }

        @Test
        void refuses_a_damaged_file() throws Exception {
            Path made = folder.resolve("new.db");
            file(ONE).prepare(made);
            try (RandomAccessFile bytes = new RandomAccessFile(made.toFile(), "rw")) {
                bytes.seek(100);
                bytes.write(new byte[3000]);
            }

            refused(() -> file(ONE).prepare(made), "is damaged");
        }

        @Test
        void refuses_a_file_that_another_program_is_writing() throws Exception {
            Path made = folder.resolve("new.db");
            file(ONE).prepare(made);
            try (var open = DriverManager.getConnection("jdbc:sqlite:" + made);
                    var statement = open.createStatement()) {
                statement.execute("begin exclusive");

                refused(() -> file(TWO).prepare(made), "is being written by another program");
            }
        }

        @Test
        void refuses_a_folder_and_a_file_below_a_file() throws Exception {
            Path directory = Files.createDirectory(folder.resolve("dir.db"));
            Path below = Files.writeString(folder.resolve("file"), "x").resolve("cowork.db");

            refused(() -> DatabaseFile.choose(directory), "cannot be opened");
            refused(() -> file(ONE).prepare(below), "cannot be opened");
        }
    }

    private static DatabaseFile file(Schema schema) {
        return new DatabaseFile(schema, Clock.systemUTC());
    }

    private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable action, String words) {
        assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        StartRefused.class,
                        refusal -> assertThat(refusal.sentence())
                                .contains(words)
                                .endsWith(".")
                                .doesNotContain("\n"));
    }

    private Path foreign(String name) throws SQLException {
        Path file = folder.resolve(name);
        execute(file, "create table projects (id text)");
        return file;
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static void execute(Path file, String sql) throws SQLException {
        try (var open = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = open.createStatement()) {
            statement.execute(sql);
        }
    }

    private static int number(Path file, String sql) throws SQLException {
        try (var open = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = open.createStatement();
                var rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getInt(1) : -1;
        }
    }
}
