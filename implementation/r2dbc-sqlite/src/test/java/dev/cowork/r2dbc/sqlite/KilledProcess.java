package dev.cowork.r2dbc.sqlite;

import reactor.core.publisher.Flux;

/** Writes until it is killed; prints each id after its write was answered. */
final class KilledProcess {

    private KilledProcess() {}

    public static void main(String[] args) {
        long from = Long.parseLong(args[1]);
        SqliteConnectionFactory factory = new SqliteConnectionFactory(SqliteConnectionConfiguration.builder()
                .database(args[0])
                .durability(SqliteDurability.NORMAL)
                .build());
        Flux.range(0, Integer.MAX_VALUE)
                .flatMap(
                        i -> Flux.usingWhen(
                                        factory.create(),
                                        connection -> connection
                                                .createStatement("INSERT INTO t VALUES (?)")
                                                .bind(0, from + i)
                                                .execute(),
                                        SqliteConnection::close)
                                .then()
                                .thenReturn(from + i),
                        16)
                .doOnNext(id -> {
                    synchronized (System.out) {
                        // one write to the pipe: a kill cannot cut it in two
                        System.out.print(id + "\n");
                        System.out.flush();
                    }
                })
                .blockLast();
    }
}
