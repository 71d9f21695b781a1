package dev.cowork.server.turns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.conversations.ConversationFilter;
import dev.cowork.server.conversations.ConversationService;
import dev.cowork.server.platform.problems.Problem;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;

/** Bug class: a deleted turn that leaves rows behind, takes others with it, or comes back. */
class TurnRemovalTest extends TurnTesting {

    private long rows(String table, String where) {
        return server.bean(DatabaseClient.class)
                .sql("select count(*) from " + table + " where " + where)
                .map(row -> row.get(0, Long.class))
                .one()
                .block(SOON);
    }

    private Turn said(String text, String conversation) {
        agent.says(new TurnEvent.MessageFinished("", 0, "yes to " + text, null));
        return answered(Asking.text(text).in(conversation));
    }

    private void delete(Turn turn) {
        turns().delete(ME, turn.id()).block(SOON);
    }

    @Test
    void its_items_and_its_log_go_and_the_later_turns_stay() {
        Turn first = said("one", "talk");
        Turn second = said("two", "talk");
        Turn third = said("three", "talk");

        delete(second);

        assertThat(rows("item", "turn_no = " + second.no())).isZero();
        assertThat(rows("event", "stream_no = " + second.stream().no())).isZero();
        assertThat(rows("stream", "no = " + second.stream().no())).isZero();
        assertThat(report(first).output()).hasSize(1);
        assertThat(report(third).output()).hasSize(1);
        Problem gone = catchThrowableOfType(Problem.class, () -> report(second));
        assertThat(gone.status()).isEqualTo(404);
        assertThat(catchThrowableOfType(Problem.class, () -> delete(second)).status())
                .isEqualTo(404);
    }

    @Test
    void those_that_went_on_from_it_go_on_from_the_one_before_it() {
        said("one", "talk");
        Turn second = said("two", "talk");
        Turn third = said("three", "talk");

        delete(second);
        restart();

        agent.says(new TurnEvent.MessageFinished("", 0, "yes", null));
        Turn next = answered(Asking.text("four").after(third));
        assertThat(history(next)).containsExactly("one", "yes to one", "three", "yes to three");
    }

    @Test
    void one_that_waits_for_its_place_goes_on_without_it() {
        said("one", "talk");
        agent.hold();
        Turn running = ask(Asking.text("two").in("talk"));
        Turn waiting = ask(Asking.text("three").in("talk"));

        delete(running);
        agent.letGo();

        assertThat(history(waiting)).containsExactly("one", "yes to one");
    }

    @Test
    void the_first_and_the_last_can_go_and_the_conversation_counts_what_is_left() {
        Turn first = said("one", "talk");
        said("two", "talk");
        Turn last = said("three", "talk");

        delete(first);
        delete(last);

        Turn next = said("four", "talk");
        assertThat(history(next)).containsExactly("two", "yes to two");
        assertThat(server.bean(ConversationService.class)
                        .require(ME, "talk")
                        .block(SOON)
                        .turns())
                .isEqualTo(2);
    }

    @Test
    void what_is_deleted_stays_deleted_when_the_server_is_killed_right_after() throws IOException {
        Turn first = said("one", "talk");
        Turn second = said("two", "talk");

        delete(first);
        kill();

        assertThat(catchThrowableOfType(Problem.class, () -> report(first)).status())
                .isEqualTo(404);
        assertThat(report(second).output()).hasSize(1);
    }

    @Test
    void a_running_one_is_cancelled_first() {
        agent.hold();
        Turn running = ask(Asking.text("one").in("talk"));
        agent.heard(running.id());

        delete(running);

        assertThat(server.bean(TurnEngine.class).find(running.id())).isNull();
        assertThat(rows("turn", "id = '" + running.id() + "'")).isZero();
    }

    @Nested
    class Unlisted {

        private List<String> listed() {
            return server
                    .bean(ConversationService.class)
                    .list(ME, ConversationFilter.ALL, 100, 0)
                    .block(SOON)
                    .rows()
                    .stream()
                    .map(conversation -> conversation.id())
                    .toList();
        }

        private long total() {
            return server.bean(ConversationService.class)
                    .list(ME, ConversationFilter.ALL, 100, 0)
                    .block(SOON)
                    .total();
        }

        @Test
        void a_conversation_is_in_no_list_and_works() {
            Turn first = answered(Asking.text("one").in("hidden").unlisted());
            restart();
            Turn second = answered(Asking.text("two").after(first).unlisted());

            assertThat(history(second)).contains("one");
            assertThat(report(first).turn().state()).isEqualTo(TurnState.COMPLETED);
            assertThat(listed()).doesNotContain("hidden");
            assertThat(total()).isZero();
        }

        @Test
        void a_turn_that_may_be_listed_lists_it() {
            Turn first = answered(Asking.text("one").in("hidden").unlisted());
            answered(Asking.text("two").after(first));

            assertThat(listed()).containsExactly("hidden");
            assertThat(total()).isEqualTo(1);
        }

        @Test
        void a_turn_that_may_not_be_listed_leaves_a_listed_conversation_as_it_is() {
            Turn first = answered(Asking.text("one").in("seen"));
            answered(Asking.text("two").after(first).unlisted());

            assertThat(listed()).containsExactly("seen");
        }

        @Test
        void it_runs_in_no_list_of_what_runs() {
            agent.hold();
            ask(Asking.text("one").in("hidden").unlisted());
            ask(Asking.text("one").in("seen"));

            assertThat(turns().inFlight(ME, null).block(SOON))
                    .extracting(Turn::conversationId)
                    .containsExactly("seen");
        }

        @Test
        void the_conversation_goes_with_its_last_turn() {
            Turn first = answered(Asking.text("one").in("hidden").unlisted());
            Turn second = answered(Asking.text("two").after(first).unlisted());

            delete(second);
            assertThat(rows("conversation", "id = 'hidden'")).isEqualTo(1);
            delete(first);

            assertThat(rows("conversation", "id = 'hidden'")).isZero();
            assertThat(rows("conversation_count", "1 = 1")).isZero();
        }

        @Test
        void a_listed_conversation_stays_without_turns() {
            delete(said("one", "seen"));

            assertThat(listed()).containsExactly("seen");
        }
    }
}
