package dev.cowork.server.agents.builtin;

import static dev.cowork.server.models.ScriptedChatServer.events;
import static dev.cowork.server.models.ScriptedChatServer.finish;
import static dev.cowork.server.models.ScriptedChatServer.hang;
import static dev.cowork.server.models.ScriptedChatServer.status;
import static dev.cowork.server.models.ScriptedChatServer.text;
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
    class Stopping {

        @Test
        void a_stop_ends_the_model_request() throws InterruptedException {
            useServer();
            server.then(hang(wire(text("first"))));
            StepVerifier.create(turn("hello"))
                    .expectNextCount(2)
                    .then(stop::tryEmitEmpty)
                    .expectComplete()
                    .verify(Duration.ofSeconds(10));
            assertThat(server.closedWithin(Duration.ofSeconds(5))).isTrue();
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
                    .verify(Duration.ofSeconds(10));
            StepVerifier.create(ended.asMono()).expectComplete().verify(Duration.ofSeconds(10));
        }

        @Test
        void a_turn_that_is_stopped_before_it_begins_says_nothing() {
            stop.tryEmitEmpty();
            StepVerifier.create(turn("/emit 5")).expectComplete().verify(Duration.ofSeconds(10));
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
