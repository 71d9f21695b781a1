package dev.cowork.benchmarks.server;

import dev.cowork.benchmarks.http.Frames;
import dev.cowork.benchmarks.http.Load;
import dev.cowork.benchmarks.http.Wire;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** What is in the database before it is measured. */
final class Fixture {

    private Fixture() {}

    /** Writes conversations straight into the file of a stopped server; the list reads no other table but their project. */
    static void conversations(Path home, int count) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + home.resolve("cowork.db"))) {
            connection.setAutoCommit(false);
            try (PreparedStatement insert = connection.prepareStatement("""
                    insert into conversation (id, owner, project_no, title, turns, created_at, updated_at)
                    select 'conv_bench' || ?1, 'local', no, 'Conversation number ' || ?1, 1, ?2, ?2 from project limit 1
                    """)) {
                for (int i = 1; i <= count; i++) {
                    insert.setInt(1, i);
                    insert.setLong(2, 1_790_000_000_000_000L + i * 1_000_000L);
                    insert.addBatch();
                }
                insert.executeBatch();
            }
            connection.commit();
        }
    }

    /** Has turns answered through the API: so many conversations side by side, each with so many turns one after the other. */
    static void turns(int port, int conversations, int turns) throws Exception {
        Load.together(conversations, number -> {
            try (Wire wire = new Wire(port)) {
                for (int i = 0; i < turns; i++) {
                    Frames.read(wire.post(
                            "/api/v1/responses",
                            "{\"conversation_id\": \"" + conversation(number) + "\", \"input\": \"/emit 20\"}"));
                }
            }
            return number;
        });
    }

    static String conversation(int number) {
        return "bench-" + number;
    }
}
