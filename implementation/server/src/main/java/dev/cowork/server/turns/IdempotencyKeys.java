package dev.cowork.server.turns;

import dev.cowork.server.platform.problems.Problem;
import dev.cowork.server.platform.time.Times;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** The table {@code idempotency}: which key started which turn, for a day. */
@Repository
class IdempotencyKeys {

    static final Duration LIFETIME = Duration.ofHours(24);

    private final DatabaseClient db;
    private final Clock clock;

    IdempotencyKeys(DatabaseClient db, Clock clock) {
        this.db = db;
        this.clock = clock;
    }

    /**
     * The turn that this key started, empty when it is new. Joins the caller's transaction.
     *
     * <p>422 when the key came with another body before.
     */
    Mono<String> turnOf(String owner, String key, String requestHash) {
        return db.sql("select request_hash, turn_id from idempotency where owner = ?1 and key = ?2 and created_at > ?3")
                .bind(0, owner)
                .bind(1, key)
                .bind(2, oldest())
                .map(row -> {
                    if (!requestHash.equals(row.get(0, String.class))) {
                        throw Problem.of(
                                422,
                                "idempotency_key_reused",
                                "This Idempotency-Key was used before with another request");
                    }
                    return Objects.requireNonNull(row.get(1, String.class));
                })
                .one();
    }

    /** Remembers the key, and forgets some that are past their day. Joins the caller's transaction. */
    Mono<Void> remember(String owner, String key, String requestHash, String turnId) {
        return db.sql("""
                        insert into idempotency (owner, key, request_hash, turn_id, created_at) values (?1, ?2, ?3, ?4, ?5)
                        on conflict (owner, key) do update set request_hash = excluded.request_hash, turn_id = excluded.turn_id,
                          created_at = excluded.created_at
                        """)
                .bind(0, owner)
                .bind(1, key)
                .bind(2, requestHash)
                .bind(3, turnId)
                .bind(4, Times.now(clock))
                .fetch()
                .rowsUpdated()
                .then(forgetOld());
    }

    private Mono<Void> forgetOld() {
        return db.sql("""
                        delete from idempotency where (owner, key) in
                          (select owner, key from idempotency where created_at <= ?1 order by created_at limit 20)
                        """).bind(0, oldest()).fetch().rowsUpdated().then();
    }

    private long oldest() {
        return Times.now(clock) - LIFETIME.toMillis() * 1000;
    }
}
