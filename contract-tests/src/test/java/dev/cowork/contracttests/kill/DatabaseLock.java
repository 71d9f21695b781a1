package dev.cowork.contracttests.kill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** The write lock of a server's database, held by this process. */
final class DatabaseLock implements AutoCloseable {

    private static final int PATIENCE = 10_000;

    private final Connection connection;

    private DatabaseLock(Connection connection) {
        this.connection = connection;
    }

    /** Waits for it; {@code home} is what the server has as {@code HOME}. */
    static DatabaseLock take(Path home) {
        try (var files = Files.list(home.resolve("data"))) {
            Path file = files.filter(path -> path.toString().endsWith(".db"))
                    .findFirst()
                    .orElseThrow();
            Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
            try (var statement = connection.createStatement()) {
                statement.execute("pragma busy_timeout = " + PATIENCE);
                statement.execute("begin immediate");
            }
            return new DatabaseLock(connection);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Changes nothing. */
    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
