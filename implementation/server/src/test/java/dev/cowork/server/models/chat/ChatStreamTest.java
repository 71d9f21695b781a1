package dev.cowork.server.models.chat;

import static dev.cowork.server.models.ScriptedChatServer.events;
import static dev.cowork.server.models.ScriptedChatServer.finish;
import static dev.cowork.server.models.ScriptedChatServer.hang;
import static dev.cowork.server.models.ScriptedChatServer.raw;
import static dev.cowork.server.models.ScriptedChatServer.status;
import static dev.cowork.server.models.ScriptedChatServer.text;
import static dev.cowork.server.models.ScriptedChatServer.toolCall;
import static dev.cowork.server.models.ScriptedChatServer.wire;
import static dev.cowork.server.models.TestItems.request;
import static dev.cowork.server.models.TestItems.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.models.ModelEvent;
import dev.cowork.server.models.ScriptedChatServer;
import dev.cowork.server.models.history.Opaque;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

class ChatStreamTest extends ChatFixture {

    private List<ModelEvent> ask() {
        return client().stream(request(user("resp_1", "hello"))).collectList().block(Duration.ofSeconds(10));
    }

    @Nested
    class Text {

        @Test
        void deltas_come_one_by_one_and_the_finish_comes_last() {
            server.then(events(text("Hel"), text("lo"), finish("stop")));
            assertThat(ask())
                    .containsExactly(
                            new ModelEvent.Text("Hel"), new ModelEvent.Text("lo"), new ModelEvent.Finished("stop"));
        }

        @Test
        void a_delta_is_passed_on_while_the_answer_is_still_being_written() {
            server.then(hang(wire(text("first"))));
            StepVerifier.create(client().stream(request(user("resp_1", "hello"))))
                    .expectNext(new ModelEvent.Text("first"))
                    .thenCancel()
                    .verify(Duration.ofSeconds(5));
        }

        @Test
        void two_thousand_deltas_arrive_whole_and_in_order() {
            String[] chunks = IntStream.rangeClosed(0, 2_000)
                    .mapToObj(i -> i < 2_000 ? text("w" + i + " ") : finish("stop"))
                    .toArray(String[]::new);
            server.then(events(chunks));
            List<ModelEvent> events = ask();
            assertThat(events).hasSize(2_001);
            for (int i = 0; i < 2_000; i++) {
                assertThat(events.get(i)).isEqualTo(new ModelEvent.Text("w" + i + " "));
            }
        }

        @Test
        void reasoning_is_read_in_both_spellings_and_never_twice() {
            server.then(events(
                    "{\"choices\":[{\"delta\":{\"reasoning_content\":\"hm\"}}]}",
                    "{\"choices\":[{\"delta\":{\"reasoning\":\"so\",\"reasoning_content\":\"so\"}}]}",
                    "{\"choices\":[{\"delta\":{\"reasoning\":\"ah\",\"content\":\"yes\"}}]}",
                    finish("stop")));
            assertThat(ask())
                    .containsExactly(
                            new ModelEvent.Reasoning("hm"),
                            new ModelEvent.Reasoning("so"),
                            new ModelEvent.Reasoning("ah"),
                            new ModelEvent.ReasoningSealed(Opaque.of(family(), "{\"reasoning_content\":\"hmso\"}")),
                            new ModelEvent.Text("yes"),
                            new ModelEvent.Finished("stop"));
        }

        @Test
        void reasoning_that_its_provider_wants_to_see_again_is_sealed_where_it_ends() {
            server.then(events(
                    "{\"choices\":[{\"delta\":{\"reasoning_content\":\"look\"}}]}",
                    toolCall(0, "a", "one", "{}"),
                    finish("tool_calls")));
            assertThat(ask())
                    .containsExactly(
                            new ModelEvent.Reasoning("look"),
                            new ModelEvent.ReasoningSealed(Opaque.of(family(), "{\"reasoning_content\":\"look\"}")),
                            new ModelEvent.ToolCallDelta(0, "a", "one", "{}"),
                            new ModelEvent.Finished("tool_calls"));
        }

        @Test
        void reasoning_in_the_spelling_of_those_who_want_nothing_back_is_not_sealed() {
            server.then(events("{\"choices\":[{\"delta\":{\"reasoning\":\"look\"}}]}", text("so"), finish("stop")));
            assertThat(ask())
                    .containsExactly(
                            new ModelEvent.Reasoning("look"),
                            new ModelEvent.Text("so"),
                            new ModelEvent.Finished("stop"));
        }

        @Test
        void characters_split_between_buffers_stay_whole() {
            byte[] body =
                    (wire(text("héllo 世界 🚀"), finish("stop")) + "data: [DONE]\n\n").getBytes(StandardCharsets.UTF_8);
            byte[][] single = new byte[body.length][];
            for (int i = 0; i < body.length; i++) {
                single[i] = new byte[] {body[i]};
            }
            server.then(ScriptedChatServer.bytes(200, Map.of(), single));
            assertThat(ask()).startsWith(new ModelEvent.Text("héllo 世界 🚀"));
        }

        @Test
        void odd_but_valid_event_streams_are_understood() {
            server.then(raw(
                    200,
                    Map.of("content-type", "text/plain"),
                    "\uFEFF: waiting\r\n\r\nevent: x\r\nid: 7\r\ndata:" + text("a") + "\r",
                    "\n\r\n: again\n\ndata: {\"choices\":\ndata: [{\"delta\":{\"content\":\"b\"}}]}\n\n\n\n",
                    "data:" + text("c") + "\r\rdata: " + finish("stop")));
            assertThat(ask())
                    .containsExactly(
                            new ModelEvent.Text("a"),
                            new ModelEvent.Text("b"),
                            new ModelEvent.Text("c"),
                            new ModelEvent.Finished("stop"));
        }

        @Test
        void a_whole_completion_is_accepted_from_a_server_that_does_not_stream() {
            server.then(status(
                    200,
                    "\n {\"id\":\"x\",\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"all at once\"},"
                            + "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":3}}"));
            assertThat(ask())
                    .containsExactly(
                            new ModelEvent.Text("all at once"),
                            new ModelEvent.Usage("x", 5L, null, null, 3L, null),
                            new ModelEvent.Finished("stop"));
        }

        @Test
        void an_answer_is_over_when_it_says_so_even_if_the_connection_stays_open() {
            server.then(hang(wire(text("done"), finish("length")) + "data: [DONE]\n\n"));
            assertThat(ask()).containsExactly(new ModelEvent.Text("done"), new ModelEvent.Finished("length"));
        }
    }

    @Nested
    class Usage {

        private ModelEvent usageOf(String usage) {
            server.then(
                    events(text("x"), finish("stop"), "{\"id\":\"chat-9\",\"choices\":[],\"usage\":" + usage + "}"));
            return ask().stream()
                    .filter(ModelEvent.Usage.class::isInstance)
                    .findFirst()
                    .orElse(null);
        }

        @Test
        void cached_tokens_are_kept_apart_from_fresh_ones() {
            assertThat(usageOf("{\"prompt_tokens\":420,\"completion_tokens\":50,\"prompt_tokens_details\":"
                            + "{\"cached_tokens\":300},\"completion_tokens_details\":{\"reasoning_tokens\":20}}"))
                    .isEqualTo(new ModelEvent.Usage("chat-9", 120L, 300L, null, 50L, 20L));
        }

        @Test
        void what_is_not_reported_stays_unknown() {
            assertThat(usageOf("{\"prompt_tokens\":4,\"completion_tokens\":null}"))
                    .isEqualTo(new ModelEvent.Usage("chat-9", 4L, null, null, null, null));
        }

        @Test
        void nothing_is_estimated() {
            assertThat(usageOf("null")).isNull();
            assertThat(usageOf("{}")).isNull();
        }
    }

    @Nested
    class ToolCalls {

        private List<ModelEvent> calls(String... chunks) {
            String[] all = Arrays.copyOf(chunks, chunks.length + 1);
            all[chunks.length] = finish("tool_calls");
            server.then(events(all));
            List<ModelEvent> events = ask();
            assertThat(events.getLast()).isEqualTo(new ModelEvent.Finished("tool_calls"));
            return events.subList(0, events.size() - 1);
        }

        @Test
        void arguments_are_streamed_by_index() {
            assertThat(calls(
                            toolCall(0, "a", "read_file", ""),
                            toolCall(0, null, null, "{\"pa"),
                            toolCall(1, "b", "list_files", "{}"),
                            toolCall(0, null, null, "th\":1}")))
                    .containsExactly(
                            new ModelEvent.ToolCallDelta(0, "a", "read_file", ""),
                            new ModelEvent.ToolCallDelta(0, null, null, "{\"pa"),
                            new ModelEvent.ToolCallDelta(1, "b", "list_files", "{}"),
                            new ModelEvent.ToolCallDelta(0, null, null, "th\":1}"));
        }

        @Test
        void a_missing_index_is_told_from_id_and_name() {
            assertThat(calls(
                            toolCall(null, "a", "one", "{"),
                            toolCall(null, null, null, "}"),
                            toolCall(null, "b", "two", "{}"),
                            toolCall(null, null, "three", "{}")))
                    .containsExactly(
                            new ModelEvent.ToolCallDelta(0, "a", "one", "{"),
                            new ModelEvent.ToolCallDelta(0, null, null, "}"),
                            new ModelEvent.ToolCallDelta(1, "b", "two", "{}"),
                            new ModelEvent.ToolCallDelta(2, null, "three", "{}"));
        }

        @Test
        void calls_that_all_have_number_zero_are_told_apart_by_their_ids() {
            assertThat(calls(toolCall(0, "a", "one", "{}"), toolCall(0, "b", "two", "{}")))
                    .containsExactly(
                            new ModelEvent.ToolCallDelta(0, "a", "one", "{}"),
                            new ModelEvent.ToolCallDelta(1, "b", "two", "{}"));
        }

        @Test
        void repeated_ids_and_names_are_told_once() {
            assertThat(calls(toolCall(0, "a", "one", "{"), toolCall(0, "a", "one", "}")))
                    .containsExactly(
                            new ModelEvent.ToolCallDelta(0, "a", "one", "{"),
                            new ModelEvent.ToolCallDelta(0, null, null, "}"));
        }
    }

    @Test
    void cancelling_closes_the_connection() throws InterruptedException {
        server.then(hang(wire(text("first"))));
        StepVerifier.create(client().stream(request(user("resp_1", "hello"))))
                .expectNextCount(1)
                .thenCancel()
                .verify(Duration.ofSeconds(5));
        assertThat(server.closedWithin(Duration.ofSeconds(5))).isTrue();
    }
}
