package dev.cowork.r2dbc.sqlite;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;

/** Holds SQLite's write lock until it is told to let go, and writes a row when told again. Plain JDBC: not this driver. */
final class LockingProcess {

    private LockingProcess() {}

    public static void main(String[] args) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + args[0]);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 20000");
            statement.execute("BEGIN IMMEDIATE");
            System.out.println("locked");
            in.readLine();
            statement.execute("ROLLBACK");
            System.out.println("unlocked");
            if (in.readLine() != null) {
                statement.execute("INSERT INTO t VALUES (100)");
                System.out.println("wrote");
                in.readLine();
            }
        }
    }
}
