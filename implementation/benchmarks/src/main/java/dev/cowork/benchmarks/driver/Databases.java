package dev.cowork.benchmarks.driver;

import dev.cowork.r2dbc.sqlite.SqliteConnectionConfiguration;
import dev.cowork.r2dbc.sqlite.SqliteConnectionFactory;
import dev.cowork.r2dbc.sqlite.SqliteDurability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.stream.Stream;

/** The two files, one for each side, with the same table and the same pragmas. */
final class Databases implements AutoCloseable {

    /** Rows that the reads find. */
    static final int ROWS = 100_000;

    static final String PAYLOAD = "x".repeat(192);
    static final String INSERT = "insert into note (text) values (?1)";
    static final String POINT = "select text from item where no = ?1";
    static final String SCAN = "select no, weight from item where no > ?1 order by no limit ?2";

    private final Path folder;
    private final SqliteConnectionFactory factory;

    Databases() throws IOException, SQLException {
        folder = Files.createTempDirectory("bench-driver");
        for (String name : new String[] {"driver.db", "jdbc.db"}) {
            fill(folder.resolve(name));
        }
        factory = new SqliteConnectionFactory(SqliteConnectionConfiguration.builder()
                .database(folder.resolve("driver.db").toString())
                .durability(SqliteDurability.FULL)
                .build());
    }

    SqliteConnectionFactory factory() {
        return factory;
    }

    /** A JDBC connection set up as the driver sets up its own. */
    Connection jdbc() throws SQLException {
        return open(folder.resolve("jdbc.db"));
    }

    private static Connection open(Path file) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        try (Statement statement = connection.createStatement()) {
            statement.execute("pragma journal_mode = wal");
            statement.execute("pragma synchronous = full");
            statement.execute("pragma busy_timeout = 5000");
        }
        return connection;
    }

    private static void fill(Path file) throws SQLException {
        try (Connection connection = open(file);
                Statement statement = connection.createStatement()) {
            statement.execute("create table note (no integer primary key, text text not null) strict");
            statement.execute(
                    "create table item (no integer primary key, weight integer not null, text text not null) strict");
            connection.setAutoCommit(false);
            try (PreparedStatement insert =
                    connection.prepareStatement("insert into item (no, weight, text) values (?, ?, ?)")) {
                for (int no = 1; no <= ROWS; no++) {
                    insert.setInt(1, no);
                    insert.setInt(2, no % 97);
                    insert.setString(3, PAYLOAD);
                    insert.addBatch();
                }
                insert.executeBatch();
            }
            connection.commit();
        }
    }

    @Override
    public void close() throws IOException {
        factory.close().block();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
