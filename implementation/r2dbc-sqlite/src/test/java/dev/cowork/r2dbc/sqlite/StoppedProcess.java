package dev.cowork.r2dbc.sqlite;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import reactor.core.publisher.Mono;

/** Has a transaction open and a write waiting while it is stopped; prints what became of them. */
final class StoppedProcess {

    private StoppedProcess() {}

    public static void main(String[] args) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        SqliteConnectionFactory factory = new SqliteConnectionFactory(SqliteConnectionConfiguration.builder()
                .database(args[0])
                .leaseLimit(Duration.parse(args[1]))
                .lockWaitTimeout(Duration.parse(args[1]))
                .build());
        SqliteConnection connection = TestDatabase.hold(factory.create().block());
        Mono<Long> write = factory.create().flatMap(other -> TestDatabase.update(other, "INSERT INTO t VALUES (1)"));
        var waiting = write.toFuture();
        System.out.println("ready");
        in.readLine();
        TestDatabase.update(connection, "INSERT INTO t VALUES (2)")
                .then(connection.commitTransaction())
                .block();
        System.out.println("wrote " + waiting.join());
        factory.close().block();
    }
}
