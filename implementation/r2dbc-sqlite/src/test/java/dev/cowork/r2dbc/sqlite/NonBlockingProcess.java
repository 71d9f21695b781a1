package dev.cowork.r2dbc.sqlite;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadPoolExecutor;
import org.sqlite.core.DB;
import org.sqlite.core.NativeDB;
import reactor.blockhound.BlockHound;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Uses everything the driver offers on threads that must not block, and prints what blocked them all the same. */
final class NonBlockingProcess {

    static final String DRIVER = "driver";
    static final String JDBC = "jdbc";

    private static final int ROUNDS = 30;
    private static final int AT_ONCE = 16;
    private static final String LONG =
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) SELECT i FROM n";

    private NonBlockingProcess() {}

    public static void main(String[] args) {
        SqliteConnectionFactory factory = new SqliteConnectionFactory(SqliteConnectionConfiguration.builder()
                .database(args[0])
                .durability(SqliteDurability.NORMAL)
                .queueCapacity(20)
                .build());
        factory.create()
                .flatMap(connection -> TestDatabase.update(connection, "CREATE TABLE t (id INTEGER PRIMARY KEY, name)"))
                .block();
        // once unwatched: loading classes may block
        use(factory).block();

        Set<String> found = ConcurrentHashMap.newKeySet();
        BlockHound.builder()
                .loadIntegrations()
                .markAsBlocking(DB.class, "open", "(Ljava/lang/String;I)V")
                .markAsBlocking(DB.class, "exec", "(Ljava/lang/String;Z)V")
                .markAsBlocking(DB.class, "execute", "(Lorg/sqlite/core/CoreStatement;[Ljava/lang/Object;)Z")
                .markAsBlocking(DB.class, "close", "()V")
                .markAsBlocking(NativeDB.class, "prepare", "(Ljava/lang/String;)Lorg/sqlite/core/SafeStmtPtr;")
                .blockingMethodCallback(method -> {
                    Throwable call = new Throwable();
                    if (!waitsForWork(call)) {
                        found.add(method + " at " + where(call));
                    }
                })
                .install();
        if (args[1].equals(JDBC)) {
            Mono.fromRunnable(NonBlockingProcess::queryByJdbc)
                    .subscribeOn(Schedulers.parallel())
                    .block();
        } else {
            use(factory).block();
            Mono.defer(factory::close).subscribeOn(Schedulers.parallel()).block();
        }
        found.forEach(System.out::println);
        System.out.println("end");
        // the driver's threads are daemons
    }

    private static Mono<Void> use(SqliteConnectionFactory factory) {
        return Flux.range(0, ROUNDS)
                .flatMap(
                        i -> Flux.fromIterable(uses(factory, i))
                                .flatMap(use -> use.subscribeOn(Schedulers.parallel())
                                        .onErrorComplete(SqliteQueueFullException.class)),
                        AT_ONCE)
                .then();
    }

    private static List<Mono<?>> uses(SqliteConnectionFactory factory, int i) {
        return List.of(
                with(factory, connection -> TestDatabase.update(connection, "INSERT INTO t(name) VALUES (?)", "x" + i)),
                with(
                        factory,
                        connection -> TestDatabase.column(connection, String.class, "SELECT name FROM t LIMIT 9")
                                .then()),
                with(
                        factory,
                        connection -> connection
                                .beginTransaction()
                                .then(TestDatabase.update(connection, "INSERT INTO t(name) VALUES ('a')"))
                                .then(connection.createSavepoint("s"))
                                .then(TestDatabase.update(connection, "UPDATE t SET name = 'b' WHERE id = 1"))
                                .then(connection.rollbackTransactionToSavepoint("s"))
                                .then(i % 2 == 0 ? connection.commitTransaction() : connection.rollbackTransaction())),
                with(
                        factory,
                        connection -> TestDatabase.column(connection, Long.class, LONG)
                                .then()),
                with(
                        factory,
                        connection -> TestDatabase.column(connection, Long.class, LONG)
                                .take(Duration.ofMillis(i % 5))
                                .then()),
                with(
                        factory,
                        connection -> TestDatabase.update(connection, "INSERT INTO t(name) VALUES ('c')")
                                .takeUntilOther(Mono.delay(Duration.ofNanos(i * 20_000L)))),
                with(
                        factory,
                        connection -> connection
                                .createBatch()
                                .add("SELECT 1; SELECT 2")
                                .execute()
                                .then()),
                with(
                        factory,
                        connection -> TestDatabase.update(connection, "INSERT INTO t(id, name) VALUES (1, 'd')")
                                .onErrorComplete()));
    }

    private static <T> Mono<T> with(
            SqliteConnectionFactory factory, java.util.function.Function<SqliteConnection, Mono<T>> work) {
        return Mono.usingWhen(factory.create(), work, SqliteConnection::close);
    }

    private static void queryByJdbc() {
        try (var connection = DriverManager.getConnection("jdbc:sqlite::memory:");
                var statement = connection.createStatement()) {
            statement.execute("SELECT 1");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A thread that has waited for work since before it was watched: BlockHound lets only those wait that begin to under its eyes. */
    private static boolean waitsForWork(Throwable call) {
        for (StackTraceElement frame : call.getStackTrace()) {
            if (frame.getClassName().equals(ThreadPoolExecutor.class.getName())
                    && frame.getMethodName().equals("getTask")) {
                return true;
            }
        }
        return false;
    }

    private static String where(Throwable call) {
        StringBuilder text = new StringBuilder();
        for (StackTraceElement frame : call.getStackTrace()) {
            if (!frame.getClassName().startsWith("reactor.blockhound")) {
                text.append(frame).append(" < ");
            }
        }
        return text.toString();
    }
}
