package dev.cowork.server.models.rehearsal;

import static dev.cowork.server.models.TestItems.assistant;
import static dev.cowork.server.models.TestItems.call;
import static dev.cowork.server.models.TestItems.output;
import static dev.cowork.server.models.TestItems.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.agent.AgentFailure;
import dev.cowork.server.agent.Item;
import dev.cowork.server.agent.Tool;
import dev.cowork.server.models.ModelEvent;
import dev.cowork.server.models.ModelRequest;
import dev.cowork.server.testing.NamedTool;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import tools.jackson.databind.json.JsonMapper;

class RehearsalTest {

    private static final ModelEvent.Text CLOSING = new ModelEvent.Text(Rehearsal.CLOSING);
    private static final ModelEvent.Finished STOP = new ModelEvent.Finished("stop");

    private final Rehearsal rehearsal = new Rehearsal(JsonMapper.shared());

    private Flux<ModelEvent> stream(List<Tool> tools, Item... items) {
        return rehearsal.stream(new ModelRequest("rehearsal", "", List.of(items), tools, null));
    }

    private List<ModelEvent> answer(String message) {
        return stream(List.of(), user("resp_1", message)).collectList().block(Duration.ofSeconds(5));
    }

    private static String text(List<ModelEvent> events) {
        return events.stream()
                .map(event -> event instanceof ModelEvent.Text said ? said.delta() : "")
                .collect(Collectors.joining());
    }

    @Nested
    class Talk {

        @Test
        void a_message_without_directives_is_echoed_and_no_ai_is_claimed() {
            assertThat(text(answer("How are you?")))
                    .contains("\"How are you?\"")
                    .endsWith(Rehearsal.CLOSING);
        }

        @Test
        void a_slash_inside_a_line_is_no_directive() {
            assertThat(text(answer("see a/b and\n /say no"))).contains("see a/b and\n /say no");
        }

        @Test
        void the_same_message_gets_the_same_answer() {
            assertThat(answer("/emit 7\n/say x")).isEqualTo(answer("/emit 7\n/say x"));
        }
    }

    @Nested
    class Directives {

        @Test
        void they_are_obeyed_in_order_and_other_lines_are_ignored() {
            assertThat(answer("please\r\n/think let me see\r\n/say one\r\nthen\r\n/say two"))
                    .containsExactly(
                            new ModelEvent.Reasoning("let me see"),
                            new ModelEvent.Text("one\n"),
                            new ModelEvent.Text("two\n"),
                            CLOSING,
                            STOP);
        }

        @Test
        void emit_gives_as_many_words_as_asked_for_and_the_closing_as_a_delta_of_its_own() {
            List<ModelEvent> events = answer("/emit 2000");
            assertThat(events).hasSize(2_002).endsWith(CLOSING, STOP);
            for (int i = 0; i < 2_000; i++) {
                assertThat(events.get(i)).isEqualTo(new ModelEvent.Text(Rehearsal.word(i)));
                assertThat(Rehearsal.word(i)).matches("[a-z]+ ");
            }
        }

        @Test
        void unknown_and_wrongly_written_ones_are_answered_with_a_sentence() {
            assertThat(text(answer("/dance\n/emit many\n/slow\n/tool")))
                    .contains("no directive /dance", "/emit takes", "/slow takes", "/tool takes");
        }

        @Test
        void fail_fails_with_the_code_after_what_came_before() {
            StepVerifier.create(stream(List.of(), user("resp_1", "/say x\n/fail rate_limited\n/say y")))
                    .expectNext(new ModelEvent.Text("x\n"))
                    .verifyErrorSatisfies(
                            error -> assertThat(((AgentFailure) error).code()).isEqualTo("rate_limited"));
            StepVerifier.create(stream(List.of(), user("resp_1", "/fail <script>")))
                    .verifyErrorSatisfies(
                            error -> assertThat(((AgentFailure) error).code()).isEqualTo("anton_error"));
        }

        @Test
        void what_needs_a_tool_that_is_not_there_says_so() {
            assertThat(text(answer("/remember x\n/artifact y\n/ask z\n/python 1+1\n/say part of the code")))
                    .contains(
                            "memorize is not offered", "create_artifact is not", "ask_user is not", "scratchpad is not")
                    .doesNotContain("part of the code");
        }
    }

    @Nested
    class Time {

        @Test
        void deltas_come_apart_by_the_time_asked_for() {
            StepVerifier.withVirtualTime(() -> stream(List.of(), user("resp_1", "/emit 3 50\n/slow 1000")))
                    .expectNext(new ModelEvent.Text(Rehearsal.word(0)))
                    .expectNoEvent(Duration.ofMillis(50))
                    .expectNext(new ModelEvent.Text(Rehearsal.word(1)))
                    .expectNoEvent(Duration.ofMillis(50))
                    .expectNext(new ModelEvent.Text(Rehearsal.word(2)))
                    .expectNoEvent(Duration.ofMillis(1000))
                    .expectNext(CLOSING, STOP)
                    .verifyComplete();
        }

        @Test
        void a_cancel_stops_the_timer() {
            StepVerifier.withVirtualTime(() -> stream(List.of(), user("resp_1", "/slow 600000\n/say late")))
                    .expectSubscription()
                    .expectNoEvent(Duration.ofSeconds(1))
                    .thenCancel()
                    .verify(Duration.ofSeconds(5));
        }

        @Test
        void deltas_come_as_they_are_asked_for() {
            StepVerifier.create(stream(List.of(), user("resp_1", "/emit 100000")), 2)
                    .expectNextCount(2)
                    .thenRequest(1)
                    .expectNext(new ModelEvent.Text(Rehearsal.word(2)))
                    .thenCancel()
                    .verify(Duration.ofSeconds(5));
        }
    }

    @Nested
    class Calls {

        private final List<Tool> tools = List.of(new NamedTool("list_files"), new NamedTool("scratchpad"));

        @Test
        void a_tool_is_called_with_streamed_arguments_and_the_next_request_goes_on_behind_it() {
            String message = "/say before\n/tool list_files {\"path\":\"some/folder\"}\n/say after";
            List<ModelEvent> first =
                    stream(tools, user("resp_1", message)).collectList().block(Duration.ofSeconds(5));
            assertThat(first.getFirst()).isEqualTo(new ModelEvent.Text("before\n"));
            assertThat(first.get(1)).isEqualTo(new ModelEvent.ToolCallDelta(0, "call_rehearsal_1", "list_files", ""));
            assertThat(first.stream()
                            .map(event -> event instanceof ModelEvent.ToolCallDelta delta ? delta.arguments() : "")
                            .collect(Collectors.joining()))
                    .isEqualTo("{\"path\":\"some/folder\"}");
            assertThat(first.getLast()).isEqualTo(new ModelEvent.Finished("tool_calls"));
            assertThat(first).hasSizeGreaterThan(4);

            assertThat(stream(
                                    tools,
                                    user("resp_1", message),
                                    assistant("resp_1", "before"),
                                    call("resp_1", "call_rehearsal_1", "list_files", "{}"),
                                    output("resp_1", "call_rehearsal_1", "a.txt"))
                            .collectList()
                            .block(Duration.ofSeconds(5)))
                    .containsExactly(new ModelEvent.Text("after\n"), CLOSING, STOP);
        }

        @Test
        void the_same_tool_twice_is_called_twice() {
            String message = "/tool list_files {}\n/tool list_files {}";
            Item[] once = {user("resp_1", message), call("resp_1", "a", "list_files", "{}"), output("resp_1", "a", "x")
            };
            assertThat(stream(tools, once).blockFirst(Duration.ofSeconds(5)))
                    .isEqualTo(new ModelEvent.ToolCallDelta(0, "call_rehearsal_2", "list_files", ""));
        }

        @Test
        void python_takes_the_rest_of_the_message() {
            List<ModelEvent> events = stream(tools, user("resp_1", "/python x = 1\n/say part of it"))
                    .collectList()
                    .block(Duration.ofSeconds(5));
            String arguments = events.stream()
                    .map(event -> event instanceof ModelEvent.ToolCallDelta delta ? delta.arguments() : "")
                    .collect(Collectors.joining());
            assertThat(JsonMapper.shared().readValue(arguments, Map.class))
                    .containsEntry("code", "x = 1\n/say part of it");
        }
    }
}
