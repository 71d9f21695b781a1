package dev.cowork.server.agents.builtin;

import static dev.cowork.server.models.ScriptedChatServer.events;
import static dev.cowork.server.models.ScriptedChatServer.finish;
import static dev.cowork.server.models.ScriptedChatServer.status;
import static dev.cowork.server.models.ScriptedChatServer.text;
import static dev.cowork.server.models.ScriptedChatServer.toolCall;
import static dev.cowork.server.models.TestItems.assistant;
import static dev.cowork.server.models.TestItems.call;
import static dev.cowork.server.models.TestItems.output;
import static dev.cowork.server.models.TestItems.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.agent.CompactionContent;
import dev.cowork.server.agent.Item;
import dev.cowork.server.agent.ToolResult;
import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.models.TestItems;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** What the model is shown fits its window, says all that matters, and the conversation itself stays whole. */
class CompactionTest extends CompactionFixture {

    private String firstOfAnswer(int answer) {
        return asked(false).get(answer).getFirst().path("content").asString();
    }

    /** The item that the engine stores for the event, as a later turn finds it. */
    private static Item stored(TurnEvent.ContextCompacted event) {
        return new Item(
                event.itemId(),
                "resp_40",
                1,
                Item.Type.COMPACTION,
                "system",
                "completed",
                event.model(),
                CompactionContent.of(event.kind(), event.through(), event.entries()),
                event.text(),
                null,
                0);
    }

    @Nested
    class Summary {

        @Test
        void stands_for_the_beginning_when_the_conversation_is_too_long() {
            longTalk();
            answers(RECORD, RECORD, "Here you are.");
            List<TurnEvent> events = run("What next?");
            assertThat(said(events)).isEqualTo("Here you are.");
            TurnEvent.ContextCompacted compacted = compaction(events);
            assertThat(compacted.kind()).isEqualTo("summary");
            assertThat(compacted.entries()).isBetween(20, 79);
            assertThat(compacted.through())
                    .isEqualTo(history.get(compacted.entries() - 1).id());
            assertThat(compacted.model()).isEqualTo("small");
            List<JsonNode> asked = asked(false).getFirst();
            assertThat(asked).hasSize(1 + 80 - compacted.entries() + 1);
            assertThat(asked.getFirst().path("role").asString()).isEqualTo("user");
            assertThat(asked.getFirst().path("content").asString()).contains(RECORD);
            assertThat(asked.getLast().path("content").asString()).isEqualTo("What next?");
        }

        @Test
        void keeps_paths_ids_and_promises_whatever_the_model_makes_of_them() {
            longTalk();
            answers(RECORD, RECORD, "Here you are.");
            run("What next?");
            assertThat(firstOfAnswer(0))
                    .contains("reports/2026/final-draft.xlsx", "INV-2026-0917")
                    .contains("assistant: I will send the numbers before Friday.");
        }

        @Test
        void is_made_of_all_that_it_stands_for() {
            longTalk();
            answers(RECORD, RECORD, "Here you are.");
            int entries = compaction(run("What next?")).entries();
            String read = asked(true).toString();
            assertThat(IntStream.range(4, entries / 2))
                    .allMatch(i -> read.contains("| Person: Tell me about step " + i));
        }

        @Test
        void is_what_the_next_turn_begins_with() {
            longTalk();
            answers(RECORD, RECORD, "Here you are.");
            TurnEvent.ContextCompacted compacted = compaction(run("What next?"));
            history.add(user("resp_40", "What next?"));
            history.add(stored(compacted));
            history.add(assistant("resp_40", "Here you are."));
            List<TurnEvent> events = run("And then?");
            assertThat(only(events, TurnEvent.ContextCompacted.class)).isEmpty();
            List<JsonNode> first = asked(false).getFirst();
            assertThat(asked(false).getLast().subList(0, first.size())).isEqualTo(first);
        }

        @Test
        void takes_the_earlier_one_in() {
            longTalk();
            answers(RECORD, RECORD, "Here you are.");
            history.add(stored(compaction(run("What next?"))));
            longTalk();
            history.set(85, user("resp_2", "The other file is plans/b.md."));
            run("And then?");
            assertThat(firstOfAnswer(1))
                    .contains("reports/2026/final-draft.xlsx", "INV-2026-0917", "plans/b.md")
                    .contains("I will send the numbers")
                    .containsOnlyOnce("## Kept word for word");
        }

        @Test
        void is_made_of_extracts_when_the_model_cannot_write_it() {
            longTalk();
            server.then(status(400, "{}")).then(status(400, "{}")).then(events(text("Here you are."), finish("stop")));
            List<TurnEvent> events = run("What next?");
            assertThat(said(events)).isEqualTo("Here you are.");
            assertThat(compaction(events).model()).isNull();
            assertThat(firstOfAnswer(0)).contains("| Person: Tell me about step 0.", "INV-2026-0917");
        }

        @Test
        void repeats_the_request_when_the_turn_itself_is_too_long() {
            tools.add(new Scripted(
                    "read",
                    true,
                    call -> Mono.just(ToolResult.done("line of data\n".repeat(100) + call.callId(), "read"))));
            for (int i = 0; i < 20; i++) {
                server.then(events(toolCall(0, "call_" + i, "read", "{\"n\":" + i + "}"), finish("tool_calls")));
            }
            answers(RECORD, "Done.");
            history.add(user("resp_0", "Hello."));
            run("Compare\nall of them.");
            List<JsonNode> last = asked(server.seen().size() - 1);
            assertThat(last.getFirst().path("content").asString()).contains("> Compare\n> all of them.");
        }
    }

    @Nested
    class LongOutputs {

        private void manyOutputs() {
            for (int i = 0; i < 6; i++) {
                history.add(user("resp_" + i, "Read " + i));
                history.add(call("resp_" + i, "c" + i, "read", "{}"));
                history.add(output(
                        "resp_" + i,
                        "c" + i,
                        "head " + i + "x ".repeat(1_300) + "hidden/path" + i + ".csv " + "y ".repeat(300)));
                history.add(assistant("resp_" + i, "I read it."));
            }
        }

        @Test
        void are_shortened_before_anything_is_summed_up() {
            manyOutputs();
            answers("Fine.");
            List<TurnEvent> events = run("Well?");
            TurnEvent.ContextCompacted compacted = compaction(events);
            assertThat(compacted.kind()).isEqualTo("outputs");
            assertThat(server.seen()).hasSize(1);
            String first = asked(0).get(2).path("content").asString();
            assertThat(first).startsWith("head 0").contains("bytes left out", "hidden/path0.csv");
            assertThat(first.length()).isLessThan(1_300);
        }

        @Test
        void stay_as_they_are_where_they_are_new() {
            manyOutputs();
            answers("Fine.");
            run("Well?");
            List<JsonNode> asked = asked(0);
            assertThat(asked.get(asked.size() - 3).path("content").asString()).hasSizeGreaterThan(3_000);
        }
    }

    @Test
    void a_call_is_parted_neither_from_its_output_nor_from_what_came_with_it() {
        List<Item> view = IntStream.range(0, 12)
                .boxed()
                .flatMap(i -> List.of(
                        TestItems.item("resp_1", Item.Type.REASONING, "assistant", null, "hm"),
                        assistant("resp_1", "I read both."),
                        call("resp_1", "a" + i, "read", "{}"),
                        call("resp_1", "b" + i, "read", "{}"),
                        output("resp_1", "b" + i, "x".repeat(300)),
                        output("resp_1", "a" + i, "x".repeat(300)))
                        .stream())
                .toList();
        for (int tokens = 0; tokens < 3_000; tokens += 50) {
            assertThat(Fold.of(view, tokens, 1_000).old().size() % 6).isZero();
        }
    }

    @Test
    void a_call_that_never_came_back_does_not_hold_up_what_follows() {
        List<Item> view = List.of(
                call("resp_1", "a", "read", "{}"), user("resp_2", "Again."), TestItems.assistant("resp_2", "Yes."));
        assertThat(Fold.of(view, 0, 1_000).old()).hasSize(2);
    }

    @Test
    void so_many_items_that_the_next_turn_would_not_get_them_are_summed_up_though_they_would_fit() {
        settings.put("openai_compatible_context_window", "10000000");
        for (int i = 0; i < 700; i++) {
            history.add(user("resp_" + i, "a"));
            history.add(assistant("resp_" + i, "b"));
        }
        answers(RECORD, RECORD, "Here you are.");
        assertThat(compaction(run("c")).entries()).isBetween(700, 900);
    }
}
