package dev.cowork.benchmarks.driver;

import dev.cowork.r2dbc.sqlite.SqliteConnection;
import dev.cowork.r2dbc.sqlite.SqliteConnectionFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import reactor.core.publisher.Flux;

/** Reads one large result in a process of its own and prints what that took: {@code rows/s resident-MB}. */
final class Streaming {

    /** A result of any length out of nothing: three columns of small values and a text. */
    static final String SQL = "with recursive n(i) as (select 1 union all select i + 1 from n where i < ?1)"
            + " select i, i % 97, 'row number ' || i from n";

    private Streaming() {}

    /** @param arguments {@code driver} or {@code jdbc}, and how many rows */
    public static void main(String[] arguments) throws Exception {
        int count = Integer.parseInt(arguments[1]);
        Path folder = Files.createTempDirectory("bench-streaming");
        Path file = folder.resolve("empty.db");
        try {
            long began = System.nanoTime();
            long seen = arguments[0].equals("driver") ? driver(file, count) : jdbc(file, count);
            double seconds = (System.nanoTime() - began) / 1e9;
            if (seen != count) {
                throw new IllegalStateException("Read " + seen + " rows instead of " + count);
            }
            System.out.println(count / seconds + " " + peakMegabytes());
        } finally {
            for (String name : new String[] {"empty.db", "empty.db-wal", "empty.db-shm"}) {
                Files.deleteIfExists(folder.resolve(name));
            }
            Files.deleteIfExists(folder);
        }
    }

    private static long driver(Path file, int count) {
        SqliteConnectionFactory factory = SqliteConnectionFactory.file(file.toString());
        try {
            Long seen = Flux.usingWhen(
                            factory.create(),
                            connection -> Flux.from(connection
                                            .createStatement(SQL)
                                            .bind(0, count)
                                            .execute())
                                    .concatMap(result -> result.map(row -> row.get(0, Long.class) != null)),
                            SqliteConnection::close)
                    .count()
                    .block();
            return seen == null ? 0 : seen;
        } finally {
            factory.close().block();
        }
    }

    private static long jdbc(Path file, int count) throws Exception {
        long seen = 0;
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                PreparedStatement select = connection.prepareStatement(SQL)) {
            select.setInt(1, count);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    seen += rows.getLong(1) > 0 ? 1 : 0;
                }
            }
        }
        return seen;
    }

    private static double peakMegabytes() throws Exception {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmHWM:")) {
                return Double.parseDouble(line.substring(6).strip().split(" ")[0]) / 1024;
            }
        }
        return Double.NaN;
    }
}
