package dev.cowork.server.agents.builtin;

import static dev.cowork.server.models.ScriptedChatServer.events;
import static dev.cowork.server.models.ScriptedChatServer.finish;
import static dev.cowork.server.models.ScriptedChatServer.text;
import static dev.cowork.server.models.ScriptedChatServer.toolCall;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.agent.ToolResult;
import dev.cowork.server.agent.TurnEvent;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** What a provider cuts off for its length is neither lost, nor shown in pieces, nor run in part. */
class CutAnswersTest extends AgentFixture {

    private static final String THOUGHT = "{\"choices\":[{\"delta\":{\"reasoning_content\":\"hm\"}}]}";

    private final AtomicInteger ran = new AtomicInteger();

    @BeforeEach
    void one() {
        useServer();
        tools.add(new Scripted(
                "one",
                true,
                call -> Mono.fromSupplier(() -> {
                    ran.incrementAndGet();
                    return ToolResult.done("output", "did it");
                })));
    }

    private static List<String> progress(List<TurnEvent> events) {
        return only(events, TurnEvent.Progress.class).stream()
                .filter(progress -> progress.phase().equals("continuation"))
                .map(TurnEvent.Progress::message)
                .toList();
    }

    @Nested
    class Text {

        @Test
        void goes_on_and_is_one_message_in_the_end() {
            server.then(events(text("The quick bro"), finish("length")))
                    .then(events(text("wn fox jum"), finish("length")))
                    .then(events(text("ps."), finish("stop")));
            List<TurnEvent> events = run("hello");
            var messages = only(events, TurnEvent.MessageFinished.class);
            assertThat(messages)
                    .extracting(TurnEvent.MessageFinished::text)
                    .containsExactly("The quick brown fox jumps.");
            assertThat(only(events, TurnEvent.TextDelta.class))
                    .extracting(TurnEvent.TextDelta::itemId)
                    .containsOnly(messages.getFirst().itemId());
            assertThat(progress(events)).hasSize(2).allMatch(said -> said.contains("goes on"));
        }

        @Test
        void is_shown_to_the_model_up_to_where_it_stopped() {
            server.then(events(text("The quick bro"), finish("length")))
                    .then(events(text("wn fox jum"), finish("length")))
                    .then(events(text("ps."), finish("stop")));
            run("hello");
            assertThat(asked(2)).hasSize(3);
            assertThat(asked(2).get(1).path("role").asString()).isEqualTo("assistant");
            assertThat(asked(2).get(1).path("content").asString()).isEqualTo("The quick brown fox jum");
            assertThat(askedLast(2)).contains("Go on exactly where it stopped");
        }

        @Test
        void is_one_message_for_the_model_though_it_thought_again() {
            server.then(events(text("The quick bro"), finish("length")))
                    .then(events(THOUGHT, text("wn fox jum"), finish("length")))
                    .then(events(text("ps."), finish("stop")));
            run("hello");
            assertThat(asked(2)).hasSize(3);
            assertThat(asked(2).get(1).path("content").asString()).isEqualTo("The quick brown fox jum");
        }

        @Test
        void goes_on_behind_the_thoughts_of_the_next_answer() {
            server.then(events(text("Half "), finish("length")))
                    .then(events(THOUGHT, text("and half"), finish("length")))
                    .then(events(text("."), finish("stop")));
            List<TurnEvent> events = run("hello");
            assertThat(asked(2).get(1).path("content").asString()).isEqualTo("Half and half");
            assertThat(asked(2)).hasSize(3);
            assertThat(only(events, TurnEvent.MessageFinished.class))
                    .extracting(TurnEvent.MessageFinished::text)
                    .containsExactly("Half and half.");
        }

        @Test
        void is_whole_before_a_tool_is_called() {
            server.then(events(text("I look "), finish("length")))
                    .then(events(text("it up."), toolCall(0, "a", "one", "{}"), finish("tool_calls")))
                    .then(events(text("Done."), finish("stop")));
            List<TurnEvent> events = run("hello");
            assertThat(only(events, TurnEvent.MessageFinished.class))
                    .extracting(TurnEvent.MessageFinished::text)
                    .containsExactly("I look it up.", "Done.");
            assertThat(asked(2).get(1).path("content").asString()).isEqualTo("I look it up.");
            assertThat(asked(2).get(1).path("tool_calls").size()).isEqualTo(1);
        }

        @Test
        void ends_after_so_many_answers_and_says_so() {
            settings.put("max_continuations", "2");
            server.then(events(text("more "), finish("length")));
            List<TurnEvent> events = run("hello");
            assertThat(server.seen()).hasSize(3);
            assertThat(said(events)).isEqualTo("more more more ");
            assertThat(only(events, TurnEvent.MessageFinished.class)).hasSize(1);
            assertThat(progress(events).getLast()).contains("too long");
        }

        @Test
        void is_asked_for_when_thinking_took_all_of_the_answer() {
            server.then(events(THOUGHT, finish("length"))).then(events(text("Yes."), finish("stop")));
            assertThat(said(run("hello"))).isEqualTo("Yes.");
            assertThat(askedLast(1)).contains("Think less");
        }

        @Test
        void is_ours_when_the_model_never_says_any() {
            server.then(events(THOUGHT, finish("length")));
            assertThat(said(run("hello"))).isEqualTo(Continuation.NOTHING_SAID);
            assertThat(server.seen()).hasSize(6);
        }
    }

    @Nested
    class Calls {

        @Test
        void that_are_cut_off_are_not_run_and_the_model_is_told_why() {
            server.then(events(
                            toolCall(0, "a", "one", "{\"x\":1}"),
                            toolCall(1, "b", "one", "{\"x\":\"lon"),
                            finish("length")))
                    .then(events(text("Shorter then."), finish("stop")));
            List<TurnEvent> events = run("go");
            assertThat(ran).hasValue(1);
            assertThat(only(events, TurnEvent.ToolCallFinished.class))
                    .extracting(TurnEvent.ToolCallFinished::ok)
                    .containsExactlyInAnyOrder(true, false);
            assertThat(askedLast(1)).contains("was cut off", "nothing was done", "several calls");
        }

        @Test
        void that_are_cut_off_before_their_arguments_are_not_run_without_any() {
            server.then(events(toolCall(0, "a", "one", ""), finish("length")))
                    .then(events(text("Well."), finish("stop")));
            run("go");
            assertThat(ran).hasValue(0);
        }

        @Test
        void that_are_whole_are_run_although_the_answer_was_cut_off() {
            server.then(events(toolCall(0, "a", "one", "{\"x\":1}"), finish("length")))
                    .then(events(text("Well."), finish("stop")));
            run("go");
            assertThat(ran).hasValue(1);
        }

        @Test
        void end_the_turn_when_one_after_the_other_is_cut_off() {
            server.then(events(toolCall(0, "a", "one", "{\"x\":\"1"), finish("length")));
            List<TurnEvent> events = run("go");
            assertThat(server.seen()).hasSize(4);
            assertThat(said(events)).startsWith(Limit.CUT.reason());
        }
    }
}
