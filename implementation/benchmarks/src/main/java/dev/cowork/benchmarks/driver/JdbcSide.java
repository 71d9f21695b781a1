package dev.cowork.benchmarks.driver;

import dev.cowork.benchmarks.Side;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.SplittableRandom;

/** What one thread with one connection and prepared statements does. */
final class JdbcSide {

    private final Databases databases;

    JdbcSide(Databases databases) {
        this.databases = databases;
    }

    Side pointReads(int count) {
        return () -> {
            try (Connection connection = databases.jdbc();
                    PreparedStatement select = connection.prepareStatement(Databases.POINT)) {
                SplittableRandom random = new SplittableRandom(count);
                long began = System.nanoTime();
                long found = 0;
                for (int i = 0; i < count; i++) {
                    select.setInt(1, 1 + random.nextInt(Databases.ROWS));
                    try (ResultSet rows = select.executeQuery()) {
                        rows.next();
                        found += rows.getString(1).length();
                    }
                }
                return Rate.perSecond("reads/s", count, began, found == (long) count * Databases.PAYLOAD.length());
            }
        };
    }

    Side scan(int times, int rows) {
        return () -> {
            try (Connection connection = databases.jdbc();
                    PreparedStatement select = connection.prepareStatement(Databases.SCAN)) {
                long began = System.nanoTime();
                long seen = 0;
                for (int i = 0; i < times; i++) {
                    select.setInt(1, 0);
                    select.setInt(2, rows);
                    try (ResultSet found = select.executeQuery()) {
                        while (found.next()) {
                            seen += found.getInt(1) > 0 && found.getInt(2) >= 0 ? 1 : 0;
                        }
                    }
                }
                return Rate.perSecond("rows/s", (long) times * rows, began, seen == (long) times * rows);
            }
        };
    }

    /** Each in a transaction of its own. */
    Side inserts(int count) {
        return () -> {
            try (Connection connection = databases.jdbc();
                    PreparedStatement insert = connection.prepareStatement(Databases.INSERT)) {
                long began = System.nanoTime();
                long written = 0;
                for (int i = 0; i < count; i++) {
                    insert.setString(1, Databases.PAYLOAD);
                    written += insert.executeUpdate();
                }
                return Rate.perSecond("inserts/s", count, began, written == count);
            }
        };
    }

    /** As batches, each in a transaction of its own. */
    Side batches(int batches, int size) {
        return () -> {
            try (Connection connection = databases.jdbc()) {
                connection.setAutoCommit(false);
                long began = System.nanoTime();
                for (int i = 0; i < batches; i++) {
                    batch(connection, size);
                }
                return Rate.perSecond("inserts/s", (long) batches * size, began, true);
            }
        };
    }

    private static void batch(Connection connection, int size) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(Databases.INSERT)) {
            for (int i = 0; i < size; i++) {
                insert.setString(1, Databases.PAYLOAD);
                insert.addBatch();
            }
            insert.executeBatch();
            connection.commit();
        }
    }
}
