package dev.cowork.r2dbc.sqlite;

import dev.cowork.r2dbc.sqlite.client.Mode;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Writes until it is killed and prints the ids it has written: as it should, in transactions that share commits, or before the commit. */
final class KilledProcess {

    static final String AFTER_COMMIT = "after-commit";
    static final String BEFORE_COMMIT = "before-commit";
    static final String IN_TRANSACTIONS = "in-transactions";

    /** Large, so that a commit takes long enough to be hit. */
    private static final String INSERT = "INSERT INTO t VALUES (?, zeroblob(20000))";

    private static final int AT_ONCE = 32;

    private KilledProcess() {}

    public static void main(String[] args) {
        long from = Long.parseLong(args[1]);
        String when = args[3];
        SqliteConnectionFactory factory = new SqliteConnectionFactory(SqliteConnectionConfiguration.builder()
                .database(args[0])
                .durability(SqliteDurability.valueOf(args[2]))
                .transactionGroupLimit(when.equals(IN_TRANSACTIONS) ? AT_ONCE : 1)
                .build());
        Flux.range(0, Integer.MAX_VALUE)
                .map(i -> from + i)
                .flatMap(
                        id -> Flux.usingWhen(
                                factory.create(), connection -> work(when, connection, id), SqliteConnection::close),
                        AT_ONCE)
                .blockLast();
    }

    private static Publisher<Long> work(String when, SqliteConnection connection, long id) {
        return switch (when) {
            case AFTER_COMMIT -> write(connection, id);
            case IN_TRANSACTIONS -> writeInTransaction(connection, id);
            default -> writeAndLie(connection, id);
        };
    }

    private static Mono<Long> writeInTransaction(SqliteConnection connection, long id) {
        return connection
                .beginTransaction()
                .then(TestDatabase.update(connection, INSERT, id))
                .then(connection.commitTransaction())
                .thenReturn(id)
                .doOnNext(KilledProcess::print);
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
