package dev.cowork.server.agents.builtin;

import static dev.cowork.server.models.ScriptedChatServer.events;
import static dev.cowork.server.models.ScriptedChatServer.finish;
import static dev.cowork.server.models.ScriptedChatServer.text;
import static dev.cowork.server.models.ScriptedChatServer.toolCall;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.agent.FunctionSpec;
import dev.cowork.server.agent.ToolResult;
import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.agent.TurnOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Bug class: what a request asks for does not reach the model, or a call of the caller's is run or answered by us. */
class AskedTest extends AgentFixture {

    private static final JsonNode SCHEMA =
            JsonMapper.shared().readTree("{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}}}");

    @BeforeEach
    void ask() {
        useServer();
    }

    private void options(@Nullable String instructions, @Nullable Integer most, @Nullable Double temperature) {
        options = new TurnOptions(
                instructions,
                most,
                temperature,
                List.of(new FunctionSpec("get_weather", "Tells the weather", SCHEMA)),
                true);
    }

    private JsonNode sent(int request) {
        return server.seen().get(request).body();
    }

    private static String usage(int output) {
        return "{\"id\":\"u\",\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":" + output + "}}";
    }

    @Test
    void instructions_temperature_and_limit_go_to_the_model() {
        server.then(events(text("ok"), finish("stop")));
        options("Answer in verse.", 100, 0.25);

        run("hello");

        assertThat(sent(0).path("messages").path(0).path("content").asString()).contains("Answer in verse.");
        assertThat(sent(0).path("max_tokens").asInt()).isEqualTo(100);
        assertThat(sent(0).path("temperature").asDouble()).isEqualTo(0.25);
    }

    @Test
    void without_them_nothing_is_said_of_them() {
        server.then(events(text("ok"), finish("stop")));

        run("hello");

        assertThat(sent(0).has("max_tokens")).isFalse();
        assertThat(sent(0).has("temperature")).isFalse();
    }

    @Nested
    class TheLimit {

        @Test
        void an_answer_that_it_cuts_ends_the_turn_and_says_so() {
            server.then(events(text("too lo"), finish("length")));
            options(null, 3, null);

            List<TurnEvent> events = run("hello");

            assertThat(events.getLast()).isEqualTo(new TurnEvent.LimitReached("max_output_tokens"));
            assertThat(only(events, TurnEvent.MessageFinished.class)).hasSize(1);
        }

        @Test
        void each_answer_has_what_the_ones_before_have_left() {
            server.then(events(toolCall(0, "c1", "one", "{}"), finish("tool_calls"), usage(30)))
                    .then(events(text("ok"), finish("stop"), usage(5)));
            tools.add(new Scripted("one", true, call -> Mono.just(ToolResult.done("1", "1"))));
            options(null, 100, null);

            List<TurnEvent> events = run("hello");

            assertThat(sent(1).path("max_tokens").asInt()).isEqualTo(70);
            assertThat(only(events, TurnEvent.LimitReached.class)).isEmpty();
        }

        @Test
        void when_nothing_is_left_the_turn_ends_and_no_tool_is_run() {
            server.then(events(toolCall(0, "c1", "one", "{}"), finish("tool_calls"), usage(100)));
            tools.add(new Scripted("one", true, call -> Mono.error(new AssertionError("it is run"))));
            options(null, 100, null);

            List<TurnEvent> events = run("hello");

            assertThat(events.getLast()).isEqualTo(new TurnEvent.LimitReached("max_output_tokens"));
            assertThat(server.seen()).hasSize(1);
            assertThat(only(events, TurnEvent.ToolCallFinished.class)).isEmpty();
        }
    }

    @Nested
    class FunctionsOfTheCaller {

        @Test
        void are_offered_beside_our_tools() {
            server.then(events(text("ok"), finish("stop")));
            tools.add(new Scripted("one", true, call -> Mono.empty()));
            options(null, null, null);

            run("hello");

            JsonNode offered = sent(0).path("tools");
            assertThat(offered.valueStream()
                            .map(tool -> tool.path("function").path("name").asString()))
                    .containsExactly("one", "get_weather");
            assertThat(offered.path(1).path("function").path("parameters")).isEqualTo(SCHEMA);
        }

        @Test
        void a_call_of_one_ends_the_turn_and_is_not_answered_by_us() {
            server.then(events(toolCall(0, "c1", "get_weather", "{\"city\":\"Oslo\"}"), finish("tool_calls")));
            options(null, null, null);

            List<TurnEvent> events = run("hello");

            assertThat(events.getLast()).isInstanceOfSatisfying(TurnEvent.ToolCallReady.class, call -> {
                assertThat(call.callId()).isEqualTo("c1");
                assertThat(call.arguments()).isEqualTo("{\"city\":\"Oslo\"}");
            });
            assertThat(server.seen()).hasSize(1);
        }

        @Test
        void calls_of_ours_beside_it_are_run_first() {
            server.then(events(
                    toolCall(0, "c1", "get_weather", "{}"), toolCall(1, "c2", "one", "{}"), finish("tool_calls")));
            tools.add(new Scripted("one", true, call -> Mono.just(ToolResult.done("1", "1"))));
            options(null, null, null);

            List<TurnEvent> events = run("hello");

            assertThat(only(events, TurnEvent.ToolCallFinished.class))
                    .extracting(TurnEvent.ToolCallFinished::callId)
                    .containsExactly("c2");
            assertThat(server.seen()).hasSize(1);
        }

        @Test
        void a_call_with_damaged_arguments_goes_back_to_the_model() {
            server.then(events(toolCall(0, "c1", "get_weather", "{\"city\":"), finish("tool_calls")))
                    .then(events(toolCall(0, "c2", "get_weather", "{}"), finish("tool_calls")));
            options(null, null, null);

            List<TurnEvent> events = run("hello");

            assertThat(server.seen()).hasSize(2);
            assertThat(only(events, TurnEvent.ToolCallFinished.class))
                    .extracting(TurnEvent.ToolCallFinished::ok)
                    .containsExactly(false);
        }
    }
}
