package dev.cowork.server.turns;

import dev.cowork.server.agent.TurnEvent;
import io.r2dbc.spi.Readable;
import java.util.Objects;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The table {@code question}: what turns have asked, and the answers. Both are kept as the events that say them. */
@Repository
class QuestionRepository {

    /** A turn asks one thing at a time; more than this in one turn is no conversation any more. */
    static final int MOST = 1_000;

    private static final String SELECT = """
            select t.id as turn_id, q.asked, q.answer from question q join turn t on t.no = q.turn_no
            """;

    private final DatabaseClient db;
    private final TurnStream kind;

    QuestionRepository(DatabaseClient db, TurnStream kind) {
        this.db = db;
        this.kind = kind;
    }

    Mono<Void> insert(Turn turn, TurnEvent.Asked asked, long now) {
        return db.sql("insert into question (id, owner, turn_no, asked, asked_at) values (?1, ?2, ?3, ?4, ?5)")
                .bind(0, asked.questionId())
                .bind(1, turn.owner())
                .bind(2, turn.no())
                .bind(3, kind.encode(asked))
                .bind(4, now)
                .then();
    }

    Mono<Void> close(Turn turn, TurnEvent.Answered answer, long now) {
        return db.sql("update question set answer = ?3, answered_at = ?4"
                        + " where turn_no = ?1 and id = ?2 and answered_at is null")
                .bind(0, turn.no())
                .bind(1, answer.questionId())
                .bind(2, kind.encode(answer))
                .bind(3, now)
                .fetch()
                .rowsUpdated()
                .filter(rows -> rows == 1)
                .switchIfEmpty(Mono.error(() -> new IllegalStateException("answered twice")))
                .then();
    }

    Mono<StoredQuestion> byId(String owner, String id) {
        return db.sql(SELECT + " where q.id = ?1 and q.owner = ?2 limit 1")
                .bind(0, id)
                .bind(1, owner)
                .map(this::question)
                .one();
    }

    /** What a turn waits for: its oldest open question, else the one that was answered last. */
    Mono<StoredQuestion> current(Turn turn) {
        return db.sql(SELECT + """
                         where q.turn_no = ?1 and q.owner = ?2
                        order by q.answered_at is not null, case when q.answered_at is null then q.no else -q.no end limit 1
                        """)
                .bind(0, turn.no())
                .bind(1, turn.owner())
                .map(this::question)
                .one();
    }

    /** All of a turn, oldest first. */
    Flux<StoredQuestion> ofTurn(Turn turn) {
        return db.sql(SELECT + " where q.turn_no = ?1 and q.owner = ?2 order by q.no limit ?3")
                .bind(0, turn.no())
                .bind(1, turn.owner())
                .bind(2, MOST)
                .map(this::question)
                .all();
    }

    private StoredQuestion question(Readable row) {
        String answer = row.get("answer", String.class);
        return new StoredQuestion(
                Objects.requireNonNull(row.get("turn_id", String.class)),
                (TurnEvent.Asked) kind.decode(Objects.requireNonNull(row.get("asked", String.class))),
                answer == null ? null : (TurnEvent.Answered) kind.decode(answer));
    }
}
