package dev.cowork.server.turns;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The table {@code turn}. */
@Repository
class TurnRepository {

    private static final String OPEN = "state in ('queued', 'running', 'waiting')";

    private static final String SELECT = """
            select t.no, t.id, t.owner, t.conversation_no, c.id as conversation_id, t.stream_no, t.ordinal, t.state, t.harness,
              t.requested_model, t.model, t.reasoning_effort, t.inputs, t.user_item_id, t.assistant_item_id, t.created_at, t.finished_at,
              (select i.text from item i where i.id = t.user_item_id and i.type = 'message') as input_text
            from turn t join conversation c on c.no = t.conversation_no
            """;

    private final DatabaseClient db;

    TurnRepository(DatabaseClient db) {
        this.db = db;
    }

    /** Writes a new turn; {@code previousNo} is the key of the one that it goes on from, or null. */
    Mono<Long> insert(Turn turn, @Nullable Long previousNo) {
        GenericExecuteSpec sql = db.sql("""
                        insert into turn (id, owner, conversation_no, stream_no, ordinal, state, harness, user_item_id, assistant_item_id,
                          created_at, inputs, requested_model, reasoning_effort, model, previous_no)
                        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15) returning no
                        """)
                .bind(0, turn.id())
                .bind(1, turn.owner())
                .bind(2, turn.conversationNo())
                .bind(3, turn.stream().no())
                .bind(4, turn.ordinal())
                .bind(5, turn.state().wire())
                .bind(6, turn.harness())
                .bind(7, turn.userItemId())
                .bind(8, turn.assistantItemId())
                .bind(9, turn.createdAt())
                .bind(10, turn.inputs());
        sql = text(text(text(sql, 11, turn.requestedModel()), 12, turn.reasoningEffort()), 13, turn.model());
        sql = previousNo == null ? sql.bindNull(14, Long.class) : sql.bind(14, previousNo);
        return sql.map(row -> TurnRows.number(row, 0)).one();
    }

    private static GenericExecuteSpec text(GenericExecuteSpec sql, int index, @Nullable String value) {
        return value == null ? sql.bindNull(index, String.class) : sql.bind(index, value);
    }

    /** How a conversation stands before a new turn: the next ordinal, how many turns are open, and the key of the last one if there is one. */
    record Lane(int nextOrdinal, int open, @Nullable Long lastNo) {

        static final Lane EMPTY = new Lane(0, 0, null);
    }

    Mono<Lane> lane(long conversationNo) {
        return db.sql("select coalesce((select max(ordinal) from turn where conversation_no = ?1), -1) + 1,"
                        + " (select count(*) from turn where conversation_no = ?1 and " + OPEN + "),"
                        + " (select no from turn where conversation_no = ?1 order by ordinal desc limit 1)")
                .bind(0, conversationNo)
                .map(row -> new Lane(
                        TurnRows.number(row, 0).intValue(),
                        TurnRows.number(row, 1).intValue(),
                        row.get(2, Long.class)))
                .one();
    }

    Mono<Turn> byId(String owner, String id) {
        return db.sql(SELECT + " where t.owner = ?1 and t.id = ?2 limit 1")
                .bind(0, owner)
                .bind(1, id)
                .map(TurnRows::turn)
                .one();
    }

    /** The running turn of a conversation, else its oldest waiting one, else its last. */
    Mono<Turn> current(String owner, String conversationId) {
        return db.sql(SELECT + """
                         where t.owner = ?1 and c.id = ?2 and c.owner = ?1
                        order by case t.state when 'running' then 0 when 'waiting' then 0 when 'queued' then 1 else 2 end,
                          case when t.state = 'queued' then t.ordinal else -t.ordinal end
                        limit 1
                        """)
                .bind(0, owner)
                .bind(1, conversationId)
                .map(TurnRows::turn)
                .one();
    }

    /** The open turns of a conversation, the running one first. */
    Mono<List<Turn>> open(String owner, long conversationNo, int limit) {
        return db.sql(SELECT + " where t.owner = ?1 and t.conversation_no = ?2 and t." + OPEN
                        + " order by t.ordinal limit ?3")
                .bind(0, owner)
                .bind(1, conversationNo)
                .bind(2, limit)
                .map(TurnRows::turn)
                .all()
                .collectList();
    }

    /** All open turns of an owner in conversations that are listed, each conversation's running one first. */
    Mono<List<Turn>> allOpen(String owner, int limit) {
        return db.sql(SELECT + " where t.owner = ?1 and c.listed = 1 and t." + OPEN
                        + " order by t.conversation_no, t.ordinal limit ?2")
                .bind(0, owner)
                .bind(1, limit)
                .map(TurnRows::turn)
                .all()
                .collectList();
    }

    /** Whether anything is open in a project's folder. */
    Mono<Boolean> openInProject(String owner, long projectNo) {
        return db.sql("select exists (select 1 from turn t join conversation c on c.no = t.conversation_no"
                        + " where t." + OPEN + " and t.owner = ?1 and c.project_no = ?2)")
                .bind(0, owner)
                .bind(1, projectNo)
                .map(row -> TurnRows.number(row, 0) != 0)
                .one();
    }

    /** Everybody's turns of an open state above a number, oldest first: for the first look after a start. */
    Mono<List<Turn>> everybodys(TurnState state, long after, int limit) {
        return db.sql(SELECT + " where t.state = ?1 and t." + OPEN + " and t.no > ?2 order by t.no limit ?3")
                .bind(0, state.wire())
                .bind(1, after)
                .bind(2, limit)
                .map(TurnRows::turn)
                .all()
                .collectList();
    }

    /** Puts a turn that never began back into the queue. */
    Mono<Void> requeue(long no) {
        return db.sql("update turn set state = 'queued' where no = ?1 and state = 'running'")
                .bind(0, no)
                .fetch()
                .rowsUpdated()
                .then();
    }

    /** Changes the state of a turn whose agent has begun. */
    Mono<Void> begun(long no, TurnState state) {
        return db.sql("update turn set state = ?2 where no = ?1 and state in ('running', 'waiting')")
                .bind(0, no)
                .bind(1, state.wire())
                .fetch()
                .rowsUpdated()
                .then();
    }

    /** Ends an open turn; false when it had ended before. */
    Mono<Boolean> finish(long no, TurnState state, @Nullable String errorCode, long now) {
        GenericExecuteSpec sql = db.sql(
                        "update turn set state = ?2, finished_at = ?3, error_code = ?4 where no = ?1 and " + OPEN)
                .bind(0, no)
                .bind(1, state.wire())
                .bind(2, now);
        return text(sql, 3, errorCode).fetch().rowsUpdated().map(rows -> rows == 1);
    }

    /** Takes the oldest queued turn of a conversation in which nothing runs, and sets it running; empty when there is none. */
    Mono<Turn> startNext(String owner, long conversationNo) {
        return db.sql("""
                        update turn set state = 'running'
                        where no = (select no from turn where conversation_no = ?1 and state = 'queued' order by ordinal limit 1)
                          and not exists (select 1 from turn where conversation_no = ?1 and state in ('running', 'waiting'))
                        returning id
                        """)
                .bind(0, conversationNo)
                .map(row -> Objects.requireNonNull(row.get(0, String.class)))
                .one()
                .flatMap(id -> byId(owner, id));
    }

    /** The turns of a conversation, newest first, below an ordinal. */
    Flux<Turn> page(String owner, long conversationNo, int below, int limit) {
        return db.sql(
                        SELECT
                                + " where t.owner = ?1 and t.conversation_no = ?2 and t.ordinal < ?3 order by t.ordinal desc limit ?4")
                .bind(0, owner)
                .bind(1, conversationNo)
                .bind(2, below)
                .bind(3, limit)
                .map(TurnRows::turn)
                .all();
    }

    Mono<Turn> byRow(String owner, long conversationNo, String itemId) {
        return db.sql(
                        SELECT
                                + " where t.owner = ?1 and t.conversation_no = ?2 and (t.user_item_id = ?3 or t.assistant_item_id = ?3) limit 1")
                .bind(0, owner)
                .bind(1, conversationNo)
                .bind(2, itemId)
                .map(TurnRows::turn)
                .one();
    }

    Mono<Turn> byOrdinalPlace(String owner, long conversationNo, int index) {
        return db.sql(SELECT + " where t.owner = ?1 and t.conversation_no = ?2 order by t.ordinal limit 1 offset ?3")
                .bind(0, owner)
                .bind(1, conversationNo)
                .bind(2, index)
                .map(TurnRows::turn)
                .one();
    }

    /** The turns at and after an ordinal, oldest first. */
    Mono<List<Turn>> from(String owner, long conversationNo, int ordinal, int limit) {
        return db.sql(
                        SELECT
                                + " where t.owner = ?1 and t.conversation_no = ?2 and t.ordinal >= ?3 order by t.ordinal limit ?4")
                .bind(0, owner)
                .bind(1, conversationNo)
                .bind(2, ordinal)
                .bind(3, limit)
                .map(TurnRows::turn)
                .all()
                .collectList();
    }

    /** How many turns are below an ordinal, and how many rows the whole history has: two for a turn, one while it is open. */
    record Summary(int below, int rows) {}

    Mono<Summary> summary(String owner, long conversationNo, int below) {
        return db.sql("select coalesce(sum(ordinal < ?3), 0), count(*) * 2 - coalesce(sum(" + OPEN
                        + "), 0) from turn where owner = ?1 and conversation_no = ?2")
                .bind(0, owner)
                .bind(1, conversationNo)
                .bind(2, below)
                .map(row -> new Summary(
                        TurnRows.number(row, 0).intValue(),
                        TurnRows.number(row, 1).intValue()))
                .one();
    }

    Mono<Long> removeFrom(String owner, long conversationNo, int ordinal) {
        return db.sql("delete from turn where owner = ?1 and conversation_no = ?2 and ordinal >= ?3")
                .bind(0, owner)
                .bind(1, conversationNo)
                .bind(2, ordinal)
                .fetch()
                .rowsUpdated();
    }

    /** Takes a turn out of the chain: those that went on from it go on from what it went on from. */
    Mono<Void> bypass(String owner, long conversationNo, long no) {
        return db.sql("update turn set previous_no = (select previous_no from turn where no = ?3)"
                        + " where owner = ?1 and conversation_no = ?2 and previous_no = ?3")
                .bind(0, owner)
                .bind(1, conversationNo)
                .bind(2, no)
                .fetch()
                .rowsUpdated()
                .then();
    }

    /** Removes an ended turn that is out of the chain; false when it is open or gone. */
    Mono<Boolean> remove(String owner, long conversationNo, long no) {
        return db.sql("delete from turn where owner = ?1 and conversation_no = ?2 and no = ?3 and not " + OPEN)
                .bind(0, owner)
                .bind(1, conversationNo)
                .bind(2, no)
                .fetch()
                .rowsUpdated()
                .map(rows -> rows == 1);
    }
}
