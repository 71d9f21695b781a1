package dev.cowork.server.conversations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.agent.Item;
import dev.cowork.server.platform.json.Json;
import dev.cowork.server.testing.QueryPlan;
import dev.cowork.server.testing.Rooms;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ItemStoreTest {

    private static final String ME = "local";

    private Rooms rooms;
    private ItemStore items;
    private long conversation;

    @BeforeEach
    void open() {
        rooms = Rooms.open();
        items = rooms.bean(ItemStore.class);
        conversation = rooms.conversations()
                .create(ME, "x", null, NewConversation.PLAIN)
                .block()
                .no();
    }

    @AfterEach
    void close() {
        rooms.close();
    }

    @Test
    void an_item_comes_back_as_it_was_given() {
        long turn = turn(0);
        Item given = new Item(
                "item_a",
                "resp_0",
                0,
                Item.Type.FUNCTION_CALL,
                "assistant",
                "completed",
                "m",
                Json.mapper().readTree("{\"call_id\":\"c\",\"name\":\"read\"}"),
                "{\"path\":\"ü\"}",
                "signature",
                7);

        items.add(conversation, turn, 0, List.of(given)).block();

        assertThat(items.ofTurn(turn).block()).containsExactly(given);
    }

    @Test
    void absent_fields_come_back_absent() {
        long turn = turn(0);
        Item given = message(0, 0);

        items.add(conversation, turn, 0, List.of(given)).block();

        assertThat(items.ofTurn(turn).block()).containsExactly(given);
    }

    @Test
    void nothing_to_add_is_no_error() {
        long turn = turn(0);

        items.add(conversation, turn, 0, List.of()).block();

        assertThat(items.ofTurn(turn).block()).isEmpty();
    }

    @Test
    void more_items_than_a_statement_holds_are_added_too() {
        long turn = turn(0);

        items.add(
                        conversation,
                        turn,
                        0,
                        IntStream.range(0, 1201).mapToObj(i -> message(0, i)).toList())
                .block();

        assertThat(items.ofTurn(turn).block()).hasSize(1201);
    }

    @Test
    void the_newest_before_a_turn_come_oldest_first() {
        for (int ordinal = 0; ordinal < 4; ordinal++) {
            items.add(conversation, turn(ordinal), ordinal, List.of(message(ordinal, 0), message(ordinal, 1)))
                    .block();
        }

        assertThat(items.before(ME, conversation, turn(4), 4, 3).block())
                .extracting(Item::id)
                .containsExactly("item_2_1", "item_3_0", "item_3_1");
    }

    @Test
    void only_the_turns_that_lead_to_one_count() {
        for (int ordinal = 0; ordinal < 3; ordinal++) {
            items.add(conversation, turn(ordinal), ordinal, List.of(message(ordinal, 0)))
                    .block();
        }
        long branch = turn(3, "resp_0");
        items.add(conversation, branch, 3, List.of(message(3, 0))).block();

        assertThat(items.before(ME, conversation, branch, 3, 10).block())
                .extracting(Item::turnId)
                .containsExactly("resp_0");
        assertThat(items.before(ME, conversation, turn(4, "resp_3"), 4, 10).block())
                .extracting(Item::turnId)
                .containsExactly("resp_0", "resp_3");
    }

    @Test
    void they_are_read_backwards_along_an_index_and_nothing_is_sorted() {
        assertThat(QueryPlan.of(
                        rooms.database().client(),
                        ItemRepository.LAST_BEFORE,
                        Map.of("turn", 1, "conversation", 1, "ordinal", 1, "owner", ME, "limit", 10)))
                .anyMatch(step -> step.contains("item_conversation_no") || step.contains("sqlite_autoindex_item_2"))
                .noneMatch(step -> step.contains("TEMP B-TREE") || step.contains("SCAN i"));
    }

    @Test
    void one_turn_is_removed_and_the_others_stay() {
        for (int ordinal = 0; ordinal < 3; ordinal++) {
            items.add(conversation, turn(ordinal), ordinal, List.of(message(ordinal, 0), message(ordinal, 1)))
                    .block();
        }

        assertThat(items.removeTurn(conversation, 1).block()).isEqualTo(2);

        assertThat(items.before(ME, conversation, turn(3), 3, 10).block())
                .extracting(Item::turnId)
                .containsOnly("resp_0", "resp_2");
    }

    @Test
    void another_owner_reads_nothing() {
        items.add(conversation, turn(0), 0, List.of(message(0, 0))).block();

        long next = turn(1);
        assertThat(items.before("other", conversation, next, 1, 10).block()).isEmpty();
        assertThat(items.before(ME, conversation, next, 1, 10).block()).hasSize(1);
    }

    @Test
    void a_turn_and_all_later_ones_are_removed() {
        for (int ordinal = 0; ordinal < 3; ordinal++) {
            items.add(conversation, turn(ordinal), ordinal, List.of(message(ordinal, 0), message(ordinal, 1)))
                    .block();
        }

        assertThat(items.removeFromTurn(conversation, 1).block()).isEqualTo(4);

        assertThat(items.before(ME, conversation, turn(3), 3, 10).block())
                .extracting(Item::turnId)
                .containsOnly("resp_0");
    }

    private Item message(int ordinal, int position) {
        return new Item(
                "item_" + ordinal + "_" + position,
                "resp_" + ordinal,
                position,
                Item.Type.MESSAGE,
                "user",
                "completed",
                null,
                null,
                "text",
                null,
                1);
    }

    /** A turn as the engine would write it, going on from the one before. */
    private long turn(int ordinal) {
        return turn(ordinal, "resp_" + (ordinal - 1));
    }

    private long turn(int ordinal, String previous) {
        var db = rooms.database().client();
        long stream = db.sql(
                        "insert into stream (id, kind, owner, conversation_no) values (:id, 'turn', 'local', :c) returning no")
                .bind("id", "resp_" + ordinal)
                .bind("c", conversation)
                .map(row -> row.get(0, Long.class))
                .one()
                .block();
        return db.sql("""
                        insert into turn (id, owner, conversation_no, stream_no, ordinal, state, harness, user_item_id,
                                          assistant_item_id, created_at, previous_no)
                        values (:id, 'local', :c, :stream, :ordinal, 'completed', 'anton', 'u', 'a', 1,
                                (select no from turn where id = :previous)) returning no""")
                .bind("previous", previous)
                .bind("id", "resp_" + ordinal)
                .bind("c", conversation)
                .bind("stream", stream)
                .bind("ordinal", ordinal)
                .map(row -> row.get(0, Long.class))
                .one()
                .block();
    }
}
