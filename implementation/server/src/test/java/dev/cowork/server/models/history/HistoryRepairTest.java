package dev.cowork.server.models.history;

import static dev.cowork.server.models.TestItems.assistant;
import static dev.cowork.server.models.TestItems.call;
import static dev.cowork.server.models.TestItems.item;
import static dev.cowork.server.models.TestItems.output;
import static dev.cowork.server.models.TestItems.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.agent.Item;
import dev.cowork.server.models.TestItems;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class HistoryRepairTest {

    private static List<Step> repaired(Item... items) {
        return HistoryRepair.steps(List.of(items), "family");
    }

    private static Item thought(String turn, String opaque) {
        return TestItems.sealed(turn, "a thought", opaque);
    }

    private static List<JsonNode> blocks(String... json) {
        return Stream.of(json).map(JsonMapper.shared()::readTree).toList();
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
    void an_output_that_the_next_turn_brings_stands_behind_its_call() {
        assertThat(repaired(
                        user("1", "weather?"),
                        call("1", "a", "get_weather", "{}"),
                        call("1", "b", "get_time", "{}"),
                        user("2", "here you are"),
                        output("2", "b", "noon"),
                        output("2", "a", "sunny")))
                .containsExactly(
                        said("1", "user", "weather?"),
                        round(
                                "1",
                                "",
                                new Step.Call("a", "get_weather", "{}", "sunny"),
                                new Step.Call("b", "get_time", "{}", "noon")),
                        said("2", "user", "here you are"));
    }

    @Test
    void what_a_developer_says_is_said_by_the_system() {
        assertThat(repaired(item("1", Item.Type.MESSAGE, "developer", null, "be short"), user("1", "hi")))
                .containsExactly(said("1", "system", "be short"), said("1", "user", "hi"));
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
    void sealed_thoughts_stand_before_what_they_led_to_in_their_order() {
        assertThat(repaired(
                        user("1", "go"),
                        thought("1", Opaque.of("family", "{\"n\":1}")),
                        thought("1", Opaque.of("family", "{\"n\":2}")),
                        assistant("1", "look"),
                        call("1", "a", "t", "{}"),
                        output("1", "a", "A"),
                        thought("1", Opaque.of("family", "{\"n\":3}")),
                        call("1", "b", "t", "{}"),
                        output("1", "b", "B"),
                        assistant("1", "said"),
                        thought("1", Opaque.of("family", "{\"n\":4}")),
                        call("1", "c", "t", "{}"),
                        output("1", "c", "C")))
                .containsExactly(
                        said("1", "user", "go"),
                        new Step.ToolRound(
                                "1",
                                "look",
                                List.of(new Step.Call("a", "t", "{}", "A")),
                                blocks("{\"n\":1}", "{\"n\":2}")),
                        new Step.ToolRound("1", "", List.of(new Step.Call("b", "t", "{}", "B")), blocks("{\"n\":3}")),
                        said("1", "assistant", "said"),
                        new Step.ToolRound("1", "", List.of(new Step.Call("c", "t", "{}", "C")), blocks("{\"n\":4}")));
    }

    @Test
    void thoughts_of_another_family_damaged_ones_and_those_that_led_to_nothing_are_left_out() {
        assertThat(repaired(
                        user("1", "go"),
                        thought("1", Opaque.of("another", "{\"n\":1}")),
                        thought("1", "{damaged"),
                        thought("1", Opaque.of("family", "{damaged")),
                        assistant("1", "look"),
                        thought("1", Opaque.of("family", "{\"n\":2}")),
                        user("2", "next"),
                        assistant("2", "fine")))
                .containsExactly(
                        said("1", "user", "go"),
                        said("1", "assistant", "look"),
                        said("2", "user", "next"),
                        said("2", "assistant", "fine"));
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
