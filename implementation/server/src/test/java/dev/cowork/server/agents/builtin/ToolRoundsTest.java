package dev.cowork.server.agents.builtin;

import static dev.cowork.server.models.ScriptedChatServer.events;
import static dev.cowork.server.models.ScriptedChatServer.finish;
import static dev.cowork.server.models.ScriptedChatServer.text;
import static dev.cowork.server.models.ScriptedChatServer.toolCall;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.agent.ToolResult;
import dev.cowork.server.agent.TurnEvent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import tools.jackson.databind.JsonNode;

/** Bug class: calls of tools that run twice, at the wrong time, or whose outcome the model does not get. */
class ToolRoundsTest extends AgentFixture {

    private final AtomicInteger atOnce = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();

    private Scripted slow(String name, boolean readOnly) {
        return new Scripted(
                name,
                readOnly,
                call -> Mono.defer(() -> {
                    mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                    return Mono.delay(Duration.ofMillis(100)).map(tick -> {
                        atOnce.decrementAndGet();
                        return ToolResult.done("out of " + name, "did " + name);
                    });
                }));
    }

    private void twoCallsThenDone() {
        useServer();
        server.then(events(
                        text("I look."),
                        toolCall(0, "a", "one", ""),
                        toolCall(0, null, null, "{\"x\""),
                        toolCall(0, null, null, ":1}"),
                        toolCall(1, "b", "two", "{}"),
                        finish("tool_calls")))
                .then(events(text("Done."), finish("stop")));
    }

    @Test
    void a_call_is_started_made_ready_run_and_answered_and_the_model_reads_its_output() {
        twoCallsThenDone();
        tools.add(new Scripted("one", false, call -> {
            call.progress().accept("half way");
            return Mono.just(ToolResult.done("x is " + call.arguments().path("x"), "fine"));
        }));
        tools.add(slow("two", false));
        List<TurnEvent> events = run("go");
        assertThat(events.stream().map(event -> event.getClass().getSimpleName()))
                .containsExactly(
                        "ItemStarted",
                        "TextDelta",
                        "MessageFinished",
                        "ToolCallStarted",
                        "ToolCallStarted",
                        "ToolCallReady",
                        "ToolCallReady",
                        "ToolProgress",
                        "ToolCallFinished",
                        "ToolCallFinished",
                        "ItemStarted",
                        "TextDelta",
                        "MessageFinished");
        var ready = only(events, TurnEvent.ToolCallReady.class).getFirst();
        assertThat(ready.arguments()).isEqualTo("{\"x\":1}");
        assertThat(ready.itemId())
                .isEqualTo(
                        only(events, TurnEvent.ToolCallStarted.class).getFirst().itemId());
        assertThat(ready.outputIndex()).isEqualTo(1);
        var finished = only(events, TurnEvent.ToolCallFinished.class);
        assertThat(finished.getFirst().output()).isEqualTo("x is 1");
        assertThat(finished.getLast().elapsed()).isGreaterThanOrEqualTo(90);
        assertThat(only(events, TurnEvent.MessageFinished.class).getLast().outputIndex())
                .isEqualTo(3);
        JsonNode second = server.seen().get(1).body().path("messages");
        assertThat(second.get(2).path("tool_calls").size()).isEqualTo(2);
        assertThat(second.get(3).path("content").asString()).isEqualTo("x is 1");
        assertThat(second.get(4).path("content").asString()).isEqualTo("out of two");
    }

    @Test
    void calls_that_change_nothing_run_side_by_side_and_their_outputs_keep_their_order() {
        twoCallsThenDone();
        Sinks.Empty<Void> quick = Sinks.empty();
        // the first is done when the second is, so one after the other they would never be
        tools.add(new Scripted(
                "one", true, call -> quick.asMono().then(Mono.just(ToolResult.done("out of one", "did one")))));
        tools.add(new Scripted(
                "two",
                true,
                call -> Mono.just(ToolResult.done("quick", "quick")).doAfterTerminate(quick::tryEmitEmpty)));
        run("go");
        JsonNode second = server.seen().get(1).body().path("messages");
        assertThat(second.get(3).path("content").asString()).isEqualTo("out of one");
        assertThat(second.get(4).path("content").asString()).isEqualTo("quick");
    }

    @Test
    void calls_run_one_after_the_other_when_one_of_them_changes_something() {
        twoCallsThenDone();
        tools.add(slow("one", true));
        tools.add(slow("two", false));
        run("go");
        assertThat(mostAtOnce).hasValue(1);
    }

    @Test
    void a_wrong_name_and_damaged_arguments_are_told_to_the_model() {
        twoCallsThenDone();
        tools.add(slow("two", true));
        List<TurnEvent> events = run("go");
        var wrongName = only(events, TurnEvent.ToolCallFinished.class).stream()
                .filter(done -> done.name().equals("one"))
                .findFirst()
                .orElseThrow();
        assertThat(wrongName.ok()).isFalse();
        assertThat(wrongName.output()).isEqualTo("There is no tool one. The tools are: two.");

        tools.clear();
        AtomicBoolean ran = new AtomicBoolean();
        tools.add(new Scripted("one", true, call -> {
            ran.set(true);
            return Mono.empty();
        }));
        settings.clear();
        var damaged = only(run("/tool one {\"x\": oops"), TurnEvent.ToolCallFinished.class);
        assertThat(damaged.getFirst().ok()).isFalse();
        assertThat(damaged.getFirst().output()).contains("no JSON object");
        assertThat(ran).isFalse();
    }

    @Test
    void a_tool_that_breaks_is_a_failed_result_in_our_words() {
        tools.add(new Scripted("one", true, call -> Mono.error(new IllegalStateException("secret detail"))));
        var done = only(run("/tool one {}\n/say after"), TurnEvent.ToolCallFinished.class)
                .getFirst();
        assertThat(done.ok()).isFalse();
        assertThat(done.output()).isEqualTo("one failed because of an internal error.");
    }

    @Test
    void a_long_output_keeps_its_head_and_its_tail_and_says_where_the_whole_is() {
        tools.add(new Scripted(
                "one", true, call -> Mono.just(ToolResult.done("head" + "x".repeat(200_000) + "tail", "long"))));
        var done = only(run("/tool one {}"), TurnEvent.ToolCallFinished.class).getFirst();
        assertThat(done.output())
                .startsWith("head")
                .contains("xtail\n[The whole output is in .anton/outputs/" + done.itemId() + ".txt")
                .hasSizeLessThanOrEqualTo(64 << 10);
    }

    @Test
    void fifty_rounds_are_the_default() {
        tools.add(new Scripted("one", true, call -> Mono.just(ToolResult.done("again", "again"))));
        List<TurnEvent> events = run("/tool one {}\n".repeat(60));
        assertThat(only(events, TurnEvent.ToolCallFinished.class)).hasSize(50);
        assertThat(said(events)).contains("The tool one is not offered here.");
    }
}
