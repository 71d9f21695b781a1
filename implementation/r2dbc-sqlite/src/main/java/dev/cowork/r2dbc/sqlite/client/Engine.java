package dev.cowork.r2dbc.sqlite.client;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What all parts of one client share. */
final class Engine {

    private static final int KNOWN_WRITERS = 1000;

    final ClientSettings settings;
    final Failures failures;
    final Counters counters = new Counters();
    final Ticker ticker = new Ticker();
    /** Counts the changes of the schema made here. */
    final AtomicInteger schema = new AtomicInteger();

    private final Set<String> writers = ConcurrentHashMap.newKeySet();

    Engine(ClientSettings settings) {
        this.settings = settings;
        this.failures = settings.failures();
    }

    /** Remembers a text that was taken for a read and writes, so that it goes to the writer at once from now on. */
    void writesAfterAll(@Nullable String sql) {
        counters.redirected();
        if (sql != null) {
            if (writers.size() >= KNOWN_WRITERS) {
                // texts made at run time have filled it; those that matter come back
                writers.clear();
            }
            writers.add(sql);
        }
    }

    boolean isKnownToWrite(@Nullable String sql) {
        return sql != null && !writers.isEmpty() && writers.contains(sql);
    }
}
