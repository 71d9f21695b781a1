package dev.cowork.server.agents.builtin;

import static dev.cowork.server.models.ScriptedChatServer.events;
import static dev.cowork.server.models.ScriptedChatServer.finish;
import static dev.cowork.server.models.ScriptedChatServer.text;
import static dev.cowork.server.models.ScriptedChatServer.toolCall;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.agent.ToolResult;
import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.models.ScriptedChatServer.Script;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** A turn that has used up what it may use ends in words, not in silence and not never. */
class HandBackTest extends AgentFixture {

    private final AtomicInteger count = new AtomicInteger();

    @BeforeEach
    void aToolThatAlwaysFindsSomethingNew() {
        useServer();
        tools.add(new Scripted(
                "look",
                true,
                call -> Mono.fromSupplier(() -> ToolResult.done("found " + count.incrementAndGet(), "."))));
        tools.add(new Scripted("wait", true, call -> Mono.just(ToolResult.done("not yet", "not yet"))));
    }

    private static Script calls(String tool) {
        return events(toolCall(0, "same", tool, "{}"), finish("tool_calls"));
    }

    private List<TurnEvent.Progress> handBacks(List<TurnEvent> events) {
        return only(events, TurnEvent.Progress.class).stream()
                .filter(progress -> progress.phase().equals("handback"))
                .toList();
    }

    @Test
    void rounds_are_counted_and_the_last_answer_has_no_tools_and_is_told_why() {
        settings.put("max_tool_rounds", "3");
        server.then(calls("look"))
                .then(calls("look"))
                .then(calls("look"))
                .then(events(text("Two of three done."), finish("stop")));
        List<TurnEvent> events = run("go");
        assertThat(server.seen()).hasSize(4);
        assertThat(server.seen().get(2).body().has("tools")).isTrue();
        assertThat(server.seen().get(3).body().has("tools")).isFalse();
        assertThat(askedLast(2)).isEqualTo("found 2");
        assertThat(askedLast(3))
                .startsWith("found 3")
                .contains(Limit.ROUNDS.reason(), "cannot call tools any more", "what is left");
        assertThat(handBacks(events)).hasSize(1);
        assertThat(said(events)).isEqualTo("Two of three done.");
        assertThat(only(events, TurnEvent.ToolCallFinished.class).stream()
                        .map(TurnEvent.ToolCallFinished::callId)
                        .distinct())
                .hasSize(3);
    }

    @Test
    void a_model_that_goes_on_calling_tools_is_answered_for() {
        settings.put("max_tool_rounds", "2");
        server.then(calls("look"));
        List<TurnEvent> events = run("go");
        assertThat(server.seen()).hasSize(3);
        assertThat(only(events, TurnEvent.ToolCallFinished.class)).hasSize(2);
        assertThat(said(events)).startsWith(Limit.ROUNDS.reason());
        assertThat(events.getLast()).isEqualTo(new TurnEvent.LimitReached("round_cap"));
    }

    @Test
    void a_turn_within_its_limits_is_told_nothing() {
        server.then(calls("look")).then(calls("wait")).then(events(text("Done."), finish("stop")));
        List<TurnEvent> events = run("go");
        assertThat(handBacks(events)).isEmpty();
        assertThat(only(events, TurnEvent.LimitReached.class)).isEmpty();
        assertThat(server.seen().get(2).body().path("messages").toString()).doesNotContain("cannot call tools");
    }

    @Test
    void tokens_that_the_provider_reports_are_counted_with_a_reserve_for_summing_up() {
        server.then(events(
                toolCall(0, "same", "look", "{}"),
                finish("tool_calls"),
                "{\"id\":\"u\",\"choices\":[],\"usage\":{\"prompt_tokens\":300000,\"completion_tokens\":1000}}"));
        List<TurnEvent> events = run("go");
        // 301,000 a round; the fourth would leave less than twice the 300,000 that a round has read
        assertThat(server.seen()).hasSize(4);
        assertThat(handBacks(events).getFirst().message()).startsWith(Limit.TOKENS.reason());
    }

    @Test
    void a_thousand_calls_are_enough_however_few_the_rounds() {
        String[] calls = IntStream.rangeClosed(0, 64)
                .mapToObj(i -> i < 64 ? toolCall(i, "call_" + i, "look", "{}") : finish("tool_calls"))
                .toArray(String[]::new);
        server.then(events(calls));
        List<TurnEvent> events = run("go");
        assertThat(only(events, TurnEvent.ToolCallFinished.class)).hasSize(16 * 64);
        assertThat(handBacks(events).getFirst().message()).startsWith(Limit.CALLS.reason());
        assertThat(events.getLast()).isEqualTo(new TurnEvent.LimitReached("handback_budget"));
    }

    @Test
    void the_tokens_of_the_settings_count() {
        settings.put("max_turn_tokens", "9000000");
        settings.put("max_tool_rounds", "8");
        server.then(events(
                toolCall(0, "same", "look", "{}"),
                finish("tool_calls"),
                "{\"id\":\"u\",\"choices\":[],\"usage\":{\"prompt_tokens\":300000,\"completion_tokens\":1000}}"));
        assertThat(handBacks(run("go")).getFirst().message()).startsWith(Limit.ROUNDS.reason());
    }

    @Nested
    class Standstill {

        @Test
        void the_same_calls_with_the_same_results_end_the_turn() {
            server.then(calls("wait"));
            List<TurnEvent> events = run("go");
            assertThat(only(events, TurnEvent.ToolCallFinished.class)).hasSize(5);
            assertThat(handBacks(events).getFirst().message()).startsWith(Limit.STANDSTILL.reason());
        }

        @Test
        void two_calls_in_turn_are_a_standstill_too() {
            for (int i = 0; i < 6; i++) {
                server.then(events(toolCall(0, "a", "wait", "{\"n\":" + i % 2 + "}"), finish("tool_calls")));
            }
            server.then(events(text("I give up."), finish("stop")));
            assertThat(handBacks(run("go")).getFirst().message()).startsWith(Limit.STANDSTILL.reason());
            assertThat(server.seen()).hasSize(7);
        }

        @Test
        void the_same_call_with_another_result_is_progress() {
            settings.put("max_tool_rounds", "20");
            server.then(calls("look"));
            assertThat(only(run("go"), TurnEvent.ToolCallFinished.class)).hasSize(20);
        }

        @Test
        void something_new_in_between_begins_the_count_again() {
            for (String tool : List.of("wait", "wait", "wait", "look", "wait", "wait", "wait")) {
                server.then(calls(tool));
            }
            server.then(events(text("Done."), finish("stop")));
            assertThat(said(run("go"))).isEqualTo("Done.");
        }
    }
}
