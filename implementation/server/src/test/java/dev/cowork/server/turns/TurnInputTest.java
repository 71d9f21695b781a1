package dev.cowork.server.turns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cowork.server.agent.Item;
import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.platform.problems.Problem;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Bug class: of several things that a request brings, some are lost, come in another order or are taken for the answer. */
class TurnInputTest extends TurnTesting {

    private static final JsonNode PICTURE =
            JsonMapper.shared().readTree("{\"type\":\"input_image\",\"image_url\":\"data:image/png;base64,AA==\"}");

    private static final TurnInput[] MANY = {
        message("system", "be kind"),
        message("developer", "be short"),
        message("user", "hello"),
        message("assistant", "hi"),
        new TurnInput(Item.Type.IMAGE, "user", PICTURE, ""),
        message("user", "and now?"),
        TurnInput.call("call_1", "get_weather", "{}"),
        TurnInput.output("call_1", "sunny")
    };

    @Test
    void all_items_reach_the_agent_in_their_order() {
        Turn turn = ask(Asking.of(MANY));

        List<Item> input = agent.heard(turn.id()).input();

        assertThat(input)
                .extracting(Item::role)
                .containsExactly("system", "developer", "user", "assistant", "user", "user", "assistant", "user");
        assertThat(input)
                .extracting(Item::text)
                .containsExactly("be kind", "be short", "hello", "hi", "", "and now?", "{}", "sunny");
        assertThat(input.get(4).content()).isEqualTo(PICTURE);
        assertThat(input).extracting(Item::position).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    }

    @Test
    void they_are_told_from_the_answer_also_when_the_server_is_killed_in_it() throws IOException {
        agent.says(
                new TurnEvent.MessageFinished("item_one", 0, "one", null),
                new TurnEvent.TextDelta("item_two", 1, 0, "tw"));
        agent.hold();
        Turn turn = ask(Asking.of(MANY));
        turns().follow(turn, 0)
                .filter(entry -> entry.event() instanceof TurnEvent.TextDelta)
                .blockFirst(SOON);

        kill();

        TurnReport report = report(turn);
        assertThat(report.input()).extracting(Item::text).startsWith("be kind").hasSize(MANY.length);
        assertThat(report.output()).extracting(Item::id).containsExactly("item_one", "item_two");
        assertThat(report.output()).extracting(Item::status).containsExactly("completed", "incomplete");
        assertThat(report.output()).extracting(Item::position).containsExactly(8, 9);
    }

    @Test
    void the_next_turn_is_told_of_all_of_them() {
        agent.says(new TurnEvent.MessageFinished("", 0, "yes", null));
        Turn first = answered(Asking.of(MANY));

        Turn second = answered(Asking.text("go on").after(first));

        assertThat(history(second))
                .containsExactly("be kind", "be short", "hello", "hi", "", "and now?", "{}", "sunny", "yes");
    }

    @Test
    void a_person_reads_the_last_thing_that_the_user_said() {
        Turn turn = answered(Asking.of(MANY));

        HistoryRow row = server.bean(TurnHistory.class)
                .page(ME, turn.conversationId(), null, null)
                .block(SOON)
                .rows()
                .getFirst();

        assertThat(row.text()).isEqualTo("and now?");
        assertThat(row.content()).isEqualTo(MANY[5].content());
        assertThat(row.id()).isEqualTo(report(turn).input().get(5).id());
    }

    @Test
    void a_turn_without_a_word_of_the_user_has_an_empty_question() {
        Turn turn =
                answered(Asking.of(TurnInput.call("call_1", "get_weather", "{}"), TurnInput.output("call_1", "sunny")));

        assertThat(turn.inputText()).isEmpty();
        assertThat(server.bean(TurnHistory.class)
                        .page(ME, turn.conversationId(), null, null)
                        .block(SOON)
                        .rows())
                .extracting(HistoryRow::text)
                .containsExactly("", "");
    }

    @Nested
    class Refused {

        private Problem refusal(TurnInput... input) {
            return catchThrowableOfType(Problem.class, () -> ask(Asking.of(input)));
        }

        @Test
        void is_an_output_of_a_call_that_nobody_made() {
            Problem problem = refusal(message("user", "hi"), TurnInput.output("call_1", "sunny"));

            assertThat(problem.status()).isEqualTo(422);
            assertThat(problem.code()).isEqualTo("call_not_found");
            assertThat(problem.errors()).extracting(Problem.FieldError::pointer).containsExactly("/input/1/call_id");
        }

        @Test
        void is_an_output_of_a_call_on_another_branch() {
            Turn first = answered(Asking.text("one"));
            agent.says(new TurnEvent.ToolCallReady("item_c", 0, "call_1", "get_weather", "", "{}", null));
            Turn called = answered(Asking.text("two").after(first));
            agent.says();

            Problem problem = catchThrowableOfType(
                    Problem.class,
                    () -> ask(Asking.of(TurnInput.output("call_1", "sunny")).after(first)));

            assertThat(problem.code()).isEqualTo("call_not_found");
            Turn answered =
                    answered(Asking.of(TurnInput.output("call_1", "sunny")).after(called));
            assertThat(history(answered)).contains("two");
        }
    }
}
