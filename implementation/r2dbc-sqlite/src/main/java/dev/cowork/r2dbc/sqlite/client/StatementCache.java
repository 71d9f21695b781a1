package dev.cowork.r2dbc.sqlite.client;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** The prepared statements of one session, as many as are allowed, and none from before a change of the schema. */
final class StatementCache {

    private final Connection jdbc;
    private final Map<String, Prepared> cache;
    /** Counts the changes of the schema, for all sessions. */
    private final AtomicInteger schema;

    private int schemaSeen;
    private boolean schemaTouched;

    StatementCache(Connection jdbc, Engine engine) {
        this.jdbc = jdbc;
        this.schema = engine.schema;
        this.schemaSeen = schema.get();
        int most = engine.settings.statementCache();
        this.cache = new LinkedHashMap<>(64, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Prepared> eldest) {
                if (size() <= most) {
                    return false;
                }
                eldest.getValue().close();
                return true;
            }
        };
    }

    Prepared prepare(String sql) throws SQLException {
        int now = schema.get();
        if (now != schemaSeen) {
            clear();
            schemaSeen = now;
        }
        Prepared prepared = cache.get(sql);
        if (prepared == null) {
            prepared = new Prepared(jdbc.prepareStatement(sql));
            cache.put(sql, prepared);
        }
        return prepared;
    }

    void evict(String sql) {
        Prepared prepared = cache.remove(sql);
        if (prepared != null) {
            prepared.close();
        }
    }

    /** Takes a statement out without closing it. */
    void lend(String sql) {
        cache.remove(sql);
    }

    /** This session has changed the schema, or is about to find out that it may not. */
    void schemaChanged() {
        clear();
        schemaTouched = true;
    }

    void committed() {
        if (schemaTouched) {
            schemaTouched = false;
            schemaSeen = schema.incrementAndGet();
            clear();
        }
    }

    void rolledBack() {
        committed();
    }

    void clear() {
        cache.values().forEach(Prepared::close);
        cache.clear();
    }
}
