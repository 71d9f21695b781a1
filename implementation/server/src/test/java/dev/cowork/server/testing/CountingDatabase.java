package dev.cowork.server.testing;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.StatementFilterFunction;

/** SQL on a database, each statement counted when it is executed. */
public final class CountingDatabase extends FilteredDatabase {

    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    /** @param client what executes the statements */
    public CountingDatabase(DatabaseClient client) {
        super(client);
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
    StatementFilterFunction filter(String sql) {
        return (statement, next) -> {
            counts.computeIfAbsent(sql, text -> new LongAdder()).increment();
            return next.execute(statement);
        };
    }

    /** What has been executed and how often, for messages. */
    @Override
    public String toString() {
        return counts.toString();
    }
}
