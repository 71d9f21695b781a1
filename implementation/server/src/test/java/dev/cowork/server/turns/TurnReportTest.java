package dev.cowork.server.turns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.agent.FunctionSpec;
import dev.cowork.server.agent.Item;
import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.agent.TurnOptions;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Bug class: a turn that reads otherwise than it went. */
class TurnReportTest extends TurnTesting {

    @Test
    void an_open_turn_has_what_is_finished_of_it_and_no_ending() {
        agent.says(
                new TurnEvent.MessageFinished("item_one", 0, "one", null),
                new TurnEvent.TextDelta("item_two", 1, 0, "tw"));
        agent.hold();
        Turn turn = ask(Asking.text("hi"));
        turns().follow(turn, 0)
                .filter(entry -> entry.event() instanceof TurnEvent.TextDelta)
                .blockFirst(SOON);

        TurnReport report = report(turn);

        assertThat(report.turn().state()).isEqualTo(TurnState.RUNNING);
        assertThat(report.ending()).isNull();
        assertThat(report.input()).extracting(Item::text).containsExactly("hi");
        assertThat(report.output()).extracting(Item::id).containsExactly("item_one");
    }

    @Test
    void an_ended_turn_has_its_items_in_order_and_the_usage_of_all_calls() {
        agent.says(
                new TurnEvent.ReasoningFinished("item_r", 0, "hm", null, "m"),
                new TurnEvent.MessageFinished("item_m", 1, "one", "m"),
                new TurnEvent.Usage("p", "m", null, 10L, 5L, null, 3L, 1L),
                new TurnEvent.Usage("p", "m", null, 20L, null, null, 4L, null));

        TurnReport report = report(answered(Asking.text("hi")));

        assertThat(report.turn().state()).isEqualTo(TurnState.COMPLETED);
        assertThat(report.output()).extracting(Item::type).containsExactly(Item.Type.REASONING, Item.Type.MESSAGE);
        assertThat(report.ending().usage()).isEqualTo(new TurnEvent.TurnUsage(35L, 5L, 7L, 1L));
    }

    @Test
    void a_failed_turn_says_why() {
        TurnReport report = rehearsed(Asking.text("/fail provider_auth"));

        assertThat(report.turn().state()).isEqualTo(TurnState.FAILED);
        assertThat(report.ending())
                .isInstanceOfSatisfying(
                        TurnEvent.Failed.class,
                        failed -> assertThat(failed.code()).isEqualTo("provider_auth"));
    }

    @Test
    void a_turn_that_has_just_been_stopped_has_its_ending_before_readers_get_it() {
        agent.says(new TurnEvent.TextDelta("item_m", 0, 0, "on"));
        agent.hold();
        Turn turn = ask(Asking.text("hi"));
        turns().follow(turn, 0)
                .filter(entry -> entry.event() instanceof TurnEvent.TextDelta)
                .blockFirst(SOON);

        TurnReport report = turns().cancelTurn(ME, turn.id(), false)
                .then(turns().read(ME, turn.id()))
                .block(SOON);

        assertThat(report.turn().state()).isEqualTo(TurnState.CANCELLED);
        assertThat(report.ending()).isInstanceOf(TurnEvent.Cancelled.class);
        assertThat(report.output()).extracting(Item::text).containsExactly("on");
    }

    @Nested
    class CutByALimit {

        private static TurnOptions most(int tokens) {
            return new TurnOptions(null, tokens, null, List.of(), true);
        }

        @Test
        void an_answer_is_completed_with_the_limit() {
            TurnReport report = rehearsed(Asking.text("/emit 20").with(most(5)));

            assertThat(report.turn().state()).isEqualTo(TurnState.COMPLETED);
            assertThat(((TurnEvent.Completed) report.ending()).limit()).isEqualTo("max_output_tokens");
            assertThat(report.output().getFirst().text().split(" ")).hasSize(5);
        }

        @Test
        void an_answer_that_fits_has_none() {
            TurnReport report = rehearsed(Asking.text("/emit 20").with(most(21)));

            assertThat(((TurnEvent.Completed) report.ending()).limit()).isNull();
        }

        @Test
        void it_says_so_after_a_restart() {
            TurnReport before = rehearsed(Asking.text("/emit 20").with(most(5)));
            restart();

            assertThat(report(before.turn()).ending()).isEqualTo(before.ending());
        }
    }

    @Nested
    class FunctionsOfTheCaller {

        private static final TurnOptions WEATHER = new TurnOptions(
                null,
                null,
                null,
                List.of(new FunctionSpec(
                        "get_weather", "Tells the weather", JsonMapper.shared().readTree("{\"type\":\"object\"}"))),
                true);

        @Test
        void a_call_ends_the_turn_and_the_next_one_brings_the_output() {
            TurnReport called = rehearsed(Asking.text("/tool get_weather {\"city\":\"Oslo\"}\n/say Thank you.")
                    .with(WEATHER));
            restart();
            Item call = called.output().getLast();
            String callId = call.content().path("call_id").asString();

            TurnReport answered = rehearsed(Asking.of(TurnInput.output(callId, "sunny"))
                    .after(called.turn())
                    .with(WEATHER));

            assertThat(called.turn().state()).isEqualTo(TurnState.COMPLETED);
            assertThat(call.type()).isEqualTo(Item.Type.FUNCTION_CALL);
            assertThat(call.content().path("arguments").asString()).isEqualTo("{\"city\":\"Oslo\"}");
            assertThat(called.output()).extracting(Item::type).doesNotContain(Item.Type.FUNCTION_CALL_OUTPUT);
            assertThat(answered.output().getLast().text()).startsWith("Thank you.");
        }

        @Test
        void calls_of_ours_in_between_are_run() {
            TurnReport report = rehearsed(
                    Asking.text("/tool list_files {}\n/tool get_weather {}").with(WEATHER));

            assertThat(report.output())
                    .extracting(Item::type)
                    .containsExactly(Item.Type.FUNCTION_CALL, Item.Type.FUNCTION_CALL_OUTPUT, Item.Type.FUNCTION_CALL);
        }
    }

    @Nested
    class TheLog {

        @Test
        void says_what_an_ending_cuts_off_right_before_it() {
            agent.says(
                    new TurnEvent.ReasoningDelta("item_r", 0, "hm"),
                    new TurnEvent.TextDelta("item_m", 1, 0, "on"),
                    new TurnEvent.ToolCallStarted("item_c", 2, "call_1", "list_files", "List files"));
            agent.hold();
            Turn turn = ask(Asking.text("hi"));
            turns().follow(turn, 0)
                    .filter(entry -> entry.event() instanceof TurnEvent.ToolCallStarted)
                    .blockFirst(SOON);

            turns().cancelTurn(ME, turn.id(), false).block(SOON);

            List<TurnEvent> log = log(turn);
            assertThat(log.subList(log.size() - 4, log.size() - 1))
                    .containsExactly(
                            new TurnEvent.ItemCutOff("item_r", 0, "reasoning", "hm", null, null),
                            new TurnEvent.ItemCutOff("item_m", 1, "message", "on", null, null),
                            new TurnEvent.ItemCutOff("item_c", 2, "function_call", "", "call_1", "list_files"));
            assertThat(log.getLast()).isInstanceOf(TurnEvent.Cancelled.class);
        }

        @Test
        void says_it_alike_when_the_server_is_killed() throws IOException {
            agent.says(new TurnEvent.TextDelta("item_m", 0, 0, "on"));
            agent.hold();
            Turn turn = ask(Asking.text("hi"));
            turns().follow(turn, 0)
                    .filter(entry -> entry.event() instanceof TurnEvent.TextDelta)
                    .blockFirst(SOON);

            kill();

            List<TurnEvent> log = log(turn);
            assertThat(log.get(log.size() - 2))
                    .isEqualTo(new TurnEvent.ItemCutOff("item_m", 0, "message", "on", null, null));
            assertThat(log.getLast()).isInstanceOf(TurnEvent.Interrupted.class);
        }

        @Test
        void begins_each_item_before_its_first_word_with_indexes_without_a_gap() {
            TurnReport report = rehearsed(Asking.text("/think hm\n/say one\n/tool list_files {}\n/say two"));

            List<TurnEvent> log = log(report.turn());

            assertThat(log.stream().mapMulti((TurnEvent event, java.util.function.Consumer<Integer> indexes) -> {
                        switch (event) {
                            case TurnEvent.ItemStarted begun -> indexes.accept(begun.outputIndex());
                            case TurnEvent.ToolCallStarted begun -> indexes.accept(begun.outputIndex());
                            default -> {}
                        }
                    }))
                    .containsExactly(0, 1, 2, 3);
            int begun = log.indexOf(log.stream()
                    .filter(TurnEvent.ItemStarted.class::isInstance)
                    .findFirst()
                    .orElseThrow());
            assertThat(log.get(begun + 1)).isInstanceOf(TurnEvent.ReasoningDelta.class);
        }
    }
}
