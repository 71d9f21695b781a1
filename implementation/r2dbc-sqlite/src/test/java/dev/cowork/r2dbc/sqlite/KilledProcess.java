package dev.cowork.r2dbc.sqlite;

import dev.cowork.r2dbc.sqlite.client.Mode;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Writes until it is killed and prints the ids it has written: as it should, or before the commit. */
final class KilledProcess {

    static final String AFTER_COMMIT = "after-commit";
    static final String BEFORE_COMMIT = "before-commit";

    /** Large, so that a commit takes long enough to be hit. */
    private static final String INSERT = "INSERT INTO t VALUES (?, zeroblob(20000))";

    private static final int AT_ONCE = 32;

    private KilledProcess() {}

    public static void main(String[] args) {
        long from = Long.parseLong(args[1]);
        boolean early = args[3].equals(BEFORE_COMMIT);
        SqliteConnectionFactory factory = new SqliteConnectionFactory(SqliteConnectionConfiguration.builder()
                .database(args[0])
                .durability(SqliteDurability.valueOf(args[2]))
                .build());
        Flux.range(0, Integer.MAX_VALUE)
                .map(i -> from + i)
                .flatMap(
                        id -> Flux.usingWhen(
                                factory.create(),
                                connection -> early ? writeAndLie(connection, id) : write(connection, id),
                                SqliteConnection::close),
                        AT_ONCE)
                .blockLast();
    }

    private static Publisher<Long> write(SqliteConnection connection, long id) {
        return connection
                .createStatement(INSERT)
                .bind(0, id)
                .execute()
                .then()
                .thenReturn(id)
                .doOnNext(KilledProcess::print);
    }

    private static Mono<Long> writeAndLie(SqliteConnection connection, long id) {
        return connection.run(Mode.WRITE, INSERT, session -> {
            Fetch.run(session, INSERT, SqlKind.WRITE, new Object[] {id});
            print(id);
            return id;
        });
    }

    private static void print(long id) {
        synchronized (System.out) {
            // one write to the pipe: a kill cannot cut it in two
            System.out.print(id + "\n");
            System.out.flush();
        }
    }
}
