package dev.cowork.server.usage;

import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.platform.time.Times;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The table {@code usage}. */
@Repository
public class UsageLog {

    private final DatabaseClient db;
    private final Clock clock;

    UsageLog(DatabaseClient db, Clock clock) {
        this.db = db;
        this.clock = clock;
    }

    /**
     * Keeps what the model calls of a turn used. Joins the caller's transaction. A call is known by its place in the turn, and counted once
     * however often this is repeated; the ids that providers give to their answers are not told apart by, since some repeat them.
     *
     * @param owner whose turn it was
     * @param turnId the turn
     * @param calls all calls of the turn, in their order; a figure that the provider did not report stays null
     * @return completes when the rows are there
     */
    public Mono<Void> add(String owner, String turnId, List<TurnEvent.Usage> calls) {
        return Flux.fromIterable(calls)
                .index((place, call) -> insert(owner, turnId, place, call))
                .concatMap(insert -> insert)
                .then();
    }

    private Mono<Long> insert(String owner, String turnId, long place, TurnEvent.Usage call) {
        GenericExecuteSpec sql = db.sql("""
                        insert into usage (owner, turn_id, provider, model, created_at, message_id, input_tokens, cache_read_tokens,
                          cache_write_tokens, output_tokens, reasoning_tokens, call_no)
                        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
                        on conflict do nothing
                        """)
                .bind(0, owner)
                .bind(1, turnId)
                .bind(2, call.provider())
                .bind(3, call.model())
                .bind(4, Times.now(clock))
                .bind(11, place);
        sql = call.messageId() == null ? sql.bindNull(5, String.class) : sql.bind(5, call.messageId());
        sql = number(sql, 6, call.inputTokens());
        sql = number(sql, 7, call.cacheReadTokens());
        sql = number(sql, 8, call.cacheWriteTokens());
        sql = number(sql, 9, call.outputTokens());
        sql = number(sql, 10, call.reasoningTokens());
        return sql.fetch().rowsUpdated();
    }

    private static GenericExecuteSpec number(GenericExecuteSpec sql, int index, @Nullable Long value) {
        return value == null ? sql.bindNull(index, Long.class) : sql.bind(index, value);
    }
}
