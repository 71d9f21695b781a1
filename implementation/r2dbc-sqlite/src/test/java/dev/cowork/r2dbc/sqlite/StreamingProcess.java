package dev.cowork.r2dbc.sqlite;

import java.time.Duration;
import reactor.core.publisher.Flux;

/** Reads more rows than its memory could hold, outside or inside a transaction, and prints how many there were. */
final class StreamingProcess {

    private StreamingProcess() {}

    public static void main(String[] args) {
        SqliteConnectionFactory factory = new SqliteConnectionFactory(SqliteConnectionConfiguration.builder()
                .database(args[0])
                .leaseLimit(Duration.ofMinutes(10))
                .build());
        boolean transaction = Boolean.parseBoolean(args[2]);
        String rows = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + args[1]
                + ") SELECT printf('%01000d', i) FROM n";
        Long count = Flux.usingWhen(
                        factory.create(),
                        connection -> {
                            Flux<String> texts = TestDatabase.column(connection, String.class, rows);
                            return transaction ? connection.beginTransaction().thenMany(texts) : texts;
                        },
                        SqliteConnection::close)
                .count()
                .block();
        System.out.println(count);
        factory.close().block();
    }
}
