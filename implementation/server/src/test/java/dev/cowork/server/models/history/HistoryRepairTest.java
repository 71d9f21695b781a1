package dev.cowork.server.models.history;

import static dev.cowork.server.models.TestItems.assistant;
import static dev.cowork.server.models.TestItems.call;
import static dev.cowork.server.models.TestItems.item;
import static dev.cowork.server.models.TestItems.output;
import static dev.cowork.server.models.TestItems.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.agent.Item;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryRepairTest {

    private static List<Step> repaired(Item... items) {
        return HistoryRepair.steps(List.of(items));
    }

    private static Step.Message said(String turn, String role, String text) {
        return new Step.Message(turn, role, text);
    }

    private static Step.ToolRound round(String turn, String text, Step.Call... calls) {
        return new Step.ToolRound(turn, text, List.of(calls));
    }

    @Test
    void a_call_without_output_gets_one_that_says_so() {
        assertThat(repaired(user("1", "go"), call("1", "a", "list_files", "{}"), user("2", "and?")))
                .containsExactly(
                        said("1", "user", "go"),
                        round("1", "", new Step.Call("a", "list_files", "{}", HistoryRepair.INTERRUPTED)),
                        said("2", "user", "and?"));
    }

    @Test
    void an_output_without_call_is_left_out_and_so_is_a_second_one() {
        assertThat(repaired(
                        output("1", "x", "lost"),
                        call("1", "a", "t", "{}"),
                        output("1", "a", "one"),
                        output("1", "a", "two")))
                .containsExactly(round("1", "", new Step.Call("a", "t", "{}", "one")));
    }

    @Test
    void calls_of_one_answer_stay_together_and_take_its_text_along() {
        assertThat(repaired(
                        assistant("1", "look"),
                        call("1", "a", "t", "{}"),
                        call("1", "b", "u", "{}"),
                        output("1", "b", "B"),
                        output("1", "a", "A"),
                        call("1", "c", "v", "{}"),
                        output("1", "c", "C"),
                        assistant("1", "done")))
                .containsExactly(
                        round("1", "look", new Step.Call("a", "t", "{}", "A"), new Step.Call("b", "u", "{}", "B")),
                        round("1", "", new Step.Call("c", "v", "{}", "C")),
                        said("1", "assistant", "done"));
    }

    @Test
    void an_id_that_comes_again_is_paired_with_the_nearest_call_before() {
        assertThat(repaired(
                        call("1", "call_0", "t", "{}"),
                        user("2", "next"),
                        call("2", "call_0", "t", "{}"),
                        output("2", "call_0", "second")))
                .containsExactly(
                        round("1", "", new Step.Call("call_0", "t", "{}", HistoryRepair.INTERRUPTED)),
                        said("2", "user", "next"),
                        round("2", "", new Step.Call("call_0", "t", "{}", "second")));
    }

    @Test
    void reasoning_notices_and_empty_answers_are_not_sent() {
        assertThat(repaired(
                        user("1", "hi"),
                        item("1", Item.Type.REASONING, "assistant", null, "hm"),
                        item("1", Item.Type.NOTICE, "system", null, "stopped"),
                        assistant("1", " ")))
                .containsExactly(said("1", "user", "hi"));
    }
}
