package dev.cowork.server.agents.builtin;

import static dev.cowork.server.models.ScriptedChatServer.events;
import static dev.cowork.server.models.ScriptedChatServer.finish;
import static dev.cowork.server.models.ScriptedChatServer.hang;
import static dev.cowork.server.models.ScriptedChatServer.status;
import static dev.cowork.server.models.ScriptedChatServer.text;
import static dev.cowork.server.models.ScriptedChatServer.toolCall;
import static dev.cowork.server.models.ScriptedChatServer.wire;
import static dev.cowork.server.models.TestItems.assistant;
import static dev.cowork.server.models.TestItems.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.agent.AgentFailure;
import dev.cowork.server.agent.ToolResult;
import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.models.rehearsal.Rehearsal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import tools.jackson.databind.JsonNode;

class BuiltinAgentTest extends AgentFixture {

    @Test
    void it_is_called_anton() {
        assertThat(agent().id()).isEqualTo("anton");
    }

    @Test
    void without_a_provider_it_rehearses() {
        List<TurnEvent> events = run("/emit 2000");
        assertThat(only(events, TurnEvent.TextDelta.class)).hasSize(2_001);
        assertThat(said(events)).endsWith(Rehearsal.CLOSING);
        assertThat(events.getLast()).isInstanceOf(TurnEvent.MessageFinished.class);
    }

    @Test
    void the_longest_rehearsed_answer_is_whole() {
        List<TurnEvent> events = run("/emit 100000");
        assertThat(only(events, TurnEvent.TextDelta.class)).hasSize(100_001);
        assertThat(only(events, TurnEvent.MessageFinished.class).getFirst().text())
                .isEqualTo(said(events));
        assertThat(said(run("/emit 100001"))).contains("up to 100000");
    }

    @Nested
    class Talking {

        @Test
        void reasoning_and_text_are_blocks_with_ids_and_indexes_of_their_own() {
            useServer();
            server.then(events(
                    "{\"choices\":[{\"delta\":{\"reasoning_content\":\"h\"}}]}",
                    "{\"choices\":[{\"delta\":{\"reasoning_content\":\"m\"}}]}",
                    text("yes"),
                    text(" sir"),
                    finish("stop"),
                    "{\"id\":\"u1\",\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2}}"));
            List<TurnEvent> events = run("hello");
            assertThat(events.stream().map(event -> event.getClass().getSimpleName()))
                    .containsExactly(
                            "ItemStarted",
                            "ReasoningDelta",
                            "ReasoningDelta",
                            "ReasoningFinished",
                            "ItemStarted",
                            "TextDelta",
                            "TextDelta",
                            "MessageFinished",
                            "Usage");
            var reasoning = (TurnEvent.ReasoningFinished) events.get(3);
            var message = (TurnEvent.MessageFinished) events.get(7);
            assertThat(((TurnEvent.ReasoningDelta) events.get(1)).itemId()).isEqualTo(reasoning.itemId());
            assertThat(((TurnEvent.TextDelta) events.get(6)).itemId()).isEqualTo(message.itemId());
            assertThat(only(events, TurnEvent.ItemStarted.class))
                    .containsExactly(
                            new TurnEvent.ItemStarted(reasoning.itemId(), 0, "reasoning"),
                            new TurnEvent.ItemStarted(message.itemId(), 1, "message"));
            assertThat(reasoning.itemId()).startsWith("item_").isNotEqualTo(message.itemId());
            assertThat(List.of(reasoning.outputIndex(), message.outputIndex())).containsExactly(0, 1);
            assertThat(List.of(reasoning.text(), message.text())).containsExactly("hm", "yes sir");
            assertThat(events.getLast())
                    .isEqualTo(new TurnEvent.Usage("openai_compatible", "small", "u1", 9L, null, null, 2L, null));
        }

        @Test
        void the_second_turn_carries_the_first() {
            useServer();
            server.then(events(text("ok"), finish("stop")));
            history.add(user("resp_1", "my name is Ada"));
            history.add(assistant("resp_1", "hello Ada"));
            run("what is my name?");
            JsonNode messages = server.seen().getFirst().body().path("messages");
            assertThat(messages.valueStream()
                            .skip(1)
                            .map(message -> message.path("content").asString()))
                    .containsExactly("my name is Ada", "hello Ada", "what is my name?");
        }

        @Test
        void an_answer_that_the_filter_held_back_is_a_failure() {
            useServer();
            server.then(events(finish("content_filter")));
            StepVerifier.create(turn("hello")).verifyError(AgentFailure.class);
        }

        @Test
        void a_failure_of_the_provider_ends_the_turn_with_its_code() {
            useServer();
            server.then(status(401, "{}"));
            StepVerifier.create(turn("hello"))
                    .verifyErrorSatisfies(
                            error -> assertThat(((AgentFailure) error).code()).isEqualTo("provider_auth"));
        }
    }

    @Nested
    class Tools {

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
                    .isEqualTo(only(events, TurnEvent.ToolCallStarted.class)
                            .getFirst()
                            .itemId());
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
            tools.add(slow("one", true));
            tools.add(new Scripted(
                    "two",
                    true,
                    call -> Mono.fromSupplier(() -> {
                        mostAtOnce.accumulateAndGet(atOnce.get() + 1, Math::max);
                        return ToolResult.done("quick", "quick");
                    })));
            run("go");
            assertThat(mostAtOnce).hasValue(2);
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
            var done =
                    only(run("/tool one {}"), TurnEvent.ToolCallFinished.class).getFirst();
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

    @Nested
    class Stopping {

        @Test
        void a_stop_ends_the_model_request_within_a_second() throws InterruptedException {
            useServer();
            server.then(hang(wire(text("first"))));
            StepVerifier.create(turn("hello"))
                    .expectNextCount(2)
                    .then(stop::tryEmitEmpty)
                    .expectComplete()
                    .verify(Duration.ofSeconds(10));
            assertThat(server.closedWithin(Duration.ofSeconds(1))).isTrue();
        }

        @Test
        void a_stop_ends_running_tools() {
            Sinks.Empty<Void> ended = Sinks.empty();
            tools.add(new Scripted("one", true, call -> Mono.<ToolResult>never().doOnCancel(ended::tryEmitEmpty)));
            StepVerifier.create(turn("/tool one {}"))
                    .thenConsumeWhile(event -> !(event instanceof TurnEvent.ToolCallReady))
                    .expectNextCount(1)
                    .then(stop::tryEmitEmpty)
                    .expectComplete()
                    .verify(Duration.ofSeconds(2));
            StepVerifier.create(ended.asMono()).expectComplete().verify(Duration.ofSeconds(1));
        }

        @Test
        void a_turn_that_is_stopped_before_it_begins_says_nothing() {
            stop.tryEmitEmpty();
            StepVerifier.create(turn("/emit 5")).expectComplete().verify(Duration.ofSeconds(2));
        }
    }

    @Nested
    class SealedReasoning {

        private static final String SIGNED = """
                {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"look","arguments":"{}"},\
                "extra_content":{"google":{"thought_signature":"c2ln"}}}]}}]}""";

        @Test
        void is_a_reasoning_item_before_the_call_and_goes_back_with_the_next_request() {
            useServer();
            server.then(events(SIGNED, finish("tool_calls"))).then(events(text("Done."), finish("stop")));
            List<TurnEvent> events = run("look");
            TurnEvent.ReasoningFinished sealed =
                    only(events, TurnEvent.ReasoningFinished.class).getFirst();
            assertThat(sealed.text()).isEmpty();
            assertThat(sealed.opaque()).contains("c2ln").contains("chat@127.0.0.1");
            assertThat(only(events, TurnEvent.ItemStarted.class))
                    .extracting(TurnEvent.ItemStarted::itemId)
                    .contains(sealed.itemId());
            assertThat(events.indexOf(sealed))
                    .isLessThan(events.indexOf(
                            only(events, TurnEvent.ToolCallReady.class).getFirst()));
            assertThat(asked(1).get(1)
                            .at("/tool_calls/0/extra_content/google/thought_signature")
                            .asString())
                    .isEqualTo("c2ln");
        }
    }
}
