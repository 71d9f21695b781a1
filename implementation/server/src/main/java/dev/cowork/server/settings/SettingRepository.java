package dev.cowork.server.settings;

import dev.cowork.server.platform.db.Rows;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.R2dbcType;
import io.r2dbc.spi.Readable;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The table {@code setting}: one row per owner and key, its text in {@code value} or sealed in {@code secret}. */
@Repository
class SettingRepository {

    private final DatabaseClient database;

    SettingRepository(DatabaseClient database) {
        this.database = database;
    }

    /** One row; an empty text is kept in clear, there is nothing to hide. */
    record Row(String key, @Nullable String value, byte @Nullable [] secret) {}

    Flux<Row> list(String owner, int limit) {
        return database.sql("select key, value, secret from setting where owner = :owner order by key limit :limit")
                .bind("owner", owner)
                .bind("limit", limit)
                .map(SettingRepository::row)
                .all();
    }

    Mono<Row> find(String owner, String key) {
        return database.sql("select key, value, secret from setting where owner = :owner and key = :key limit 1")
                .bind("owner", owner)
                .bind("key", key)
                .map(SettingRepository::row)
                .one();
    }

    Mono<Void> save(String owner, Row row, long at) {
        return database.sql("""
                        insert into setting (owner, key, value, secret, updated_at)
                        values (:owner, :key, :value, :secret, :at)
                        on conflict (owner, key) do update
                        set value = excluded.value, secret = excluded.secret, updated_at = excluded.updated_at
                        """)
                .bind("owner", owner)
                .bind("key", row.key())
                .bind("value", Rows.nullable(row.value()))
                .bind("secret", Parameters.in(R2dbcType.VARBINARY, row.secret()))
                .bind("at", at)
                .fetch()
                .rowsUpdated()
                .then();
    }

    /** Tells how many rows went: 1, or 0 when there was none. */
    Mono<Long> delete(String owner, String key) {
        return database.sql("delete from setting where owner = :owner and key = :key")
                .bind("owner", owner)
                .bind("key", key)
                .fetch()
                .rowsUpdated();
    }

    private static Row row(Readable readable) {
        return new Row(
                Rows.text(readable, "key"), Rows.textOrNull(readable, "value"), readable.get("secret", byte[].class));
    }
}
