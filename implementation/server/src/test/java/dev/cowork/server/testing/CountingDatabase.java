package dev.cowork.server.testing;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** SQL on a database, each statement counted when it is executed. */
public final class CountingDatabase implements DatabaseClient {

    private final DatabaseClient client;
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    /** @param client what executes the statements */
    public CountingDatabase(DatabaseClient client) {
        this.client = client;
    }

    /** How many statements have been executed so far. */
    public long all() {
        return count(sql -> true);
    }

    /** How many of them begin like this. */
    public long beginning(String prefix) {
        return count(sql -> sql.startsWith(prefix));
    }

    /** How many of them contain this. */
    public long containing(String part) {
        return count(sql -> sql.contains(part));
    }

    private long count(Predicate<String> which) {
        return counts.entrySet().stream()
                .filter(entry -> which.test(entry.getKey()))
                .mapToLong(entry -> entry.getValue().sum())
                .sum();
    }

    /** Begins anew. */
    public void reset() {
        counts.clear();
    }

    @Override
    public GenericExecuteSpec sql(String sql) {
        return client.sql(sql).filter((statement, next) -> {
            counts.computeIfAbsent(sql, text -> new LongAdder()).increment();
            return next.execute(statement);
        });
    }

    @Override
    public GenericExecuteSpec sql(Supplier<String> sql) {
        return sql(sql.get());
    }

    @Override
    public ConnectionFactory getConnectionFactory() {
        return client.getConnectionFactory();
    }

    @Override
    public <T> Mono<T> inConnection(Function<Connection, Mono<T>> action) {
        return client.inConnection(action);
    }

    @Override
    public <T> Flux<T> inConnectionMany(Function<Connection, Flux<T>> action) {
        return client.inConnectionMany(action);
    }

    /** What has been executed and how often, for messages. */
    @Override
    public String toString() {
        return counts.toString();
    }
}
