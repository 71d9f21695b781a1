package dev.cowork.server.conversations;

import static dev.cowork.server.platform.db.Rows.nullable;
import static dev.cowork.server.platform.db.Rows.number;
import static dev.cowork.server.platform.db.Rows.text;
import static dev.cowork.server.platform.db.Rows.textOrNull;

import dev.cowork.server.agent.Item;
import io.r2dbc.spi.Readable;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** The table {@code item}. A row's turn is found by its key, never by the turn's number alone. */
@Repository
class ItemRepository {

    private static final String INSERT = """
            insert into item (id, conversation_no, turn_no, turn_ordinal, position, type, role, status, model, content,
                              text, opaque, created_at)
            values\s""";
    private static final String ROW =
            "(:id#, :conversation, :turn, :ordinal, :position#, :type#, :role#, :status#, :model#, :content#, :text#, :opaque#, :createdAt#)";
    private static final String SELECT = """
            select i.id, t.id as turn_id, i.position, i.type, i.role, i.status, i.model, i.content, i.text, i.opaque,
                   i.created_at
            from item i join turn t on t.no = i.turn_no
            """;

    private final DatabaseClient db;
    private final JsonMapper json;

    ItemRepository(DatabaseClient db, JsonMapper json) {
        this.db = db;
        this.json = json;
    }

    /** One statement for all of them. */
    Mono<Void> insert(long conversationNo, long turnNo, int turnOrdinal, List<Item> items) {
        String rows = IntStream.range(0, items.size())
                .mapToObj(i -> ROW.replace("#", Integer.toString(i)))
                .collect(Collectors.joining(", "));
        GenericExecuteSpec sql = db.sql(INSERT + rows)
                .bind("conversation", conversationNo)
                .bind("turn", turnNo)
                .bind("ordinal", turnOrdinal);
        for (int i = 0; i < items.size(); i++) {
            sql = bound(sql, i, items.get(i));
        }
        return sql.then();
    }

    private GenericExecuteSpec bound(GenericExecuteSpec sql, int i, Item item) {
        return sql.bind("id" + i, item.id())
                .bind("position" + i, item.position())
                .bind("type" + i, item.type().wire())
                .bind("role" + i, item.role())
                .bind("status" + i, item.status())
                .bind("model" + i, nullable(item.model()))
                .bind("content" + i, nullable(item.content() == null ? null : json.writeValueAsString(item.content())))
                .bind("text" + i, item.text())
                .bind("opaque" + i, nullable(item.opaque()))
                .bind("createdAt" + i, item.createdAt());
    }

    /**
     * Goes through the items from the last one back and takes those whose turn is in the chain, so that nothing is sorted. The plus keeps
     * the chain from being what is gone through.
     */
    static final String LAST_BEFORE = """
            with recursive chain (ordinal, previous_no, depth) as (
              select p.ordinal, p.previous_no, 1 from turn t join turn p on p.no = t.previous_no where t.no = :turn
              union all
              select p.ordinal, p.previous_no, c.depth + 1 from chain c join turn p on p.no = c.previous_no
              where c.depth < :limit)
            """ + SELECT + """
            where i.conversation_no = :conversation and i.turn_ordinal < :ordinal
              and +i.turn_ordinal in (select ordinal from chain) and t.owner = :owner
            order by i.turn_ordinal desc, i.position desc limit :limit""";

    /** The last items of the turns that lead to one, the last of all first. */
    Flux<Item> lastBefore(String owner, long conversationNo, long turnNo, int ordinal, int limit) {
        return db.sql(LAST_BEFORE)
                .bind("turn", turnNo)
                .bind("conversation", conversationNo)
                .bind("ordinal", ordinal)
                .bind("owner", owner)
                .bind("limit", limit)
                .map(this::item)
                .all();
    }

    /** The items of a turn in their order. */
    Flux<Item> ofTurn(long turnNo, int limit) {
        // by way of the turn, because items are in the order of (conversation, ordinal, position)
        return db.sql("""
                        select i.id, t.id as turn_id, i.position, i.type, i.role, i.status, i.model, i.content, i.text,
                               i.opaque, i.created_at
                        from turn t join item i on i.conversation_no = t.conversation_no and i.turn_ordinal = t.ordinal
                        where t.no = :turn
                        order by i.position limit :limit""")
                .bind("turn", turnNo)
                .bind("limit", limit)
                .map(this::item)
                .all();
    }

    /** What the users asked in a range of turns. */
    Flux<Item> questionsOfTurns(String owner, long conversationNo, int from, int to, int limit) {
        return db.sql("""
                        select i.id, t.id as turn_id, i.position, i.type, i.role, i.status, i.model, i.content, i.text,
                               i.opaque, i.created_at
                        from turn t join item i on i.id = t.user_item_id
                        where t.conversation_no = :conversation and t.ordinal between :from and :to and t.owner = :owner
                        order by t.ordinal limit :limit""")
                .bind("conversation", conversationNo)
                .bind("from", from)
                .bind("to", to)
                .bind("owner", owner)
                .bind("limit", limit)
                .map(this::item)
                .all();
    }

    Mono<Integer> removeFromTurn(long conversationNo, int ordinal) {
        return db.sql("delete from item where conversation_no = :conversation and turn_ordinal >= :ordinal")
                .bind("conversation", conversationNo)
                .bind("ordinal", ordinal)
                .fetch()
                .rowsUpdated()
                .map(Math::toIntExact);
    }

    Mono<Integer> removeTurn(long conversationNo, int ordinal) {
        return db.sql("delete from item where conversation_no = :conversation and turn_ordinal = :ordinal")
                .bind("conversation", conversationNo)
                .bind("ordinal", ordinal)
                .fetch()
                .rowsUpdated()
                .map(Math::toIntExact);
    }

    Mono<Void> removeAll(long conversationNo) {
        return removeFromTurn(conversationNo, 0).then();
    }

    private Item item(Readable row) {
        String content = textOrNull(row, "content");
        return new Item(
                text(row, "id"),
                text(row, "turn_id"),
                Math.toIntExact(number(row, "position")),
                Item.Type.of(text(row, "type")),
                text(row, "role"),
                text(row, "status"),
                textOrNull(row, "model"),
                content == null ? null : json.readTree(content),
                text(row, "text"),
                textOrNull(row, "opaque"),
                number(row, "created_at"));
    }
}
