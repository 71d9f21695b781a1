package dev.cowork.server.conversations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bug class this catches: a kept count that has drifted from what it counts. */
class ConversationCountTest {

    private static final String COUNTED =
            "select owner, project_no, status, count(*) from conversation where listed = 1 group by 1, 2, 3 order by 1, 2, 3";
    private static final String KEPT =
            "select owner, project_no, status, n from conversation_count order by owner, project_no, status";

    @TempDir
    private Path folder;

    private String url;

    @BeforeEach
    void file() {
        url = "jdbc:sqlite:" + folder.resolve("cowork.db");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void after_any_changes_the_kept_counts_are_those_of_the_rows(long seed) throws SQLException, IOException {
        TestDatabase.copyTo(folder.resolve("cowork.db"));
        Random random = new Random(seed);
        try (Connection connection = DriverManager.getConnection(url);
                Statement sql = connection.createStatement()) {
            projects(sql);
            for (int i = 0; i < 200; i++) {
                change(sql, random, i);

                assertThat(rows(sql, KEPT)).as("after change %d", i).isEqualTo(rows(sql, COUNTED));
            }
            assertThat(rows(sql, COUNTED)).as("some are left").isNotEmpty();
        }
    }

    @Test
    void a_change_that_is_rolled_back_changes_no_count() throws SQLException, IOException {
        TestDatabase.copyTo(folder.resolve("cowork.db"));
        try (Connection connection = DriverManager.getConnection(url);
                Statement sql = connection.createStatement()) {
            projects(sql);
            insert(sql, "a", "one", 1);
            connection.setAutoCommit(false);
            insert(sql, "a", "two", 1);
            sql.execute("delete from conversation where id = 'one'");
            connection.rollback();

            assertThat(rows(sql, KEPT)).containsExactly("a 1 active 1").isEqualTo(rows(sql, COUNTED));
        }
    }

    @Test
    void the_migration_counts_what_was_there_before() throws SQLException {
        flyway("1").migrate();
        try (Connection connection = DriverManager.getConnection(url);
                Statement sql = connection.createStatement()) {
            projects(sql);
            insert(sql, "a", "one", 1);
            insert(sql, "a", "two", 1);
            insert(sql, "b", "three", 2);
        }

        flyway("2").migrate();

        try (Connection connection = DriverManager.getConnection(url);
                Statement sql = connection.createStatement()) {
            assertThat(rows(sql, KEPT))
                    .containsExactly("a 1 active 2", "b 2 active 1")
                    .isEqualTo(rows(sql, COUNTED));
        }
    }

    private Flyway flyway(String target) {
        return Flyway.configure()
                .dataSource(url, null, null)
                .locations("classpath:db/migration/sqlite")
                .target(target)
                .load();
    }

    private static void projects(Statement sql) throws SQLException {
        for (int no = 1; no <= 3; no++) {
            sql.execute("insert into project (no, id, owner, name, display_name, path, created_at, updated_at) values ("
                    + no + ", 'p" + no + "', 'a', 'n" + no + "', 'n', '/', 0, 0)");
        }
    }

    private static void change(Statement sql, Random random, int number) throws SQLException {
        String one = " where no = (select no from conversation order by abs(no - " + random.nextInt(100) + ") limit 1)";
        switch (random.nextInt(10)) {
            case 0 -> sql.execute("delete from conversation" + one);
            case 1 -> sql.execute("update conversation set project_no = " + (1 + random.nextInt(3)) + one);
            case 2 -> sql.execute("update conversation set status = 'archived'" + one);
            case 3 -> sql.execute("update conversation set status = 'active', title = 'x', turns = turns + 1" + one);
            case 5 -> sql.execute("update conversation set listed = " + random.nextInt(2) + one);
            case 4 ->
                sql.execute("insert into conversation (id, owner, project_no, created_at, updated_at)"
                        + " values ('c0', 'a', 1, 0, 0) on conflict do nothing");
            default -> insert(sql, random.nextBoolean() ? "a" : "b", "c" + number, 1 + random.nextInt(3));
        }
    }

    private static void insert(Statement sql, String owner, String id, int project) throws SQLException {
        sql.execute("insert into conversation (id, owner, project_no, created_at, updated_at) values ('" + id + "', '"
                + owner + "', " + project + ", 0, 0)");
    }

    private static List<String> rows(Statement sql, String query) throws SQLException {
        List<String> rows = new java.util.ArrayList<>();
        try (ResultSet found = sql.executeQuery(query)) {
            while (found.next()) {
                rows.add(found.getString(1) + " " + found.getString(2) + " " + found.getString(3) + " "
                        + found.getString(4));
            }
        }
        return rows;
    }
}
