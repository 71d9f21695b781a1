package dev.cowork.server.models.chat;

import static dev.cowork.server.models.ScriptedChatServer.events;
import static dev.cowork.server.models.ScriptedChatServer.finish;
import static dev.cowork.server.models.ScriptedChatServer.status;
import static dev.cowork.server.models.ScriptedChatServer.text;
import static dev.cowork.server.models.TestItems.assistant;
import static dev.cowork.server.models.TestItems.call;
import static dev.cowork.server.models.TestItems.item;
import static dev.cowork.server.models.TestItems.output;
import static dev.cowork.server.models.TestItems.request;
import static dev.cowork.server.models.TestItems.sealed;
import static dev.cowork.server.models.TestItems.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.agent.Item;
import dev.cowork.server.models.ModelRequest;
import dev.cowork.server.models.history.Opaque;
import dev.cowork.server.models.wire.BaseUrl;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ChatRequestTest extends ChatFixture {

    @BeforeEach
    void answer() {
        server.then(events(text("ok"), finish("stop")));
    }

    private JsonNode sent(Item... items) {
        client().stream(request(items)).blockLast(Duration.ofSeconds(10));
        return server.seen().getLast().body();
    }

    @Test
    void limits_are_sent_only_when_somebody_set_them() {
        JsonNode plain = sent(user("resp_1", "hello"));
        assertThat(plain.has("max_tokens")).isFalse();
        assertThat(plain.has("temperature")).isFalse();
        client().stream(new ModelRequest("small", "", List.of(user("resp_1", "hello")), List.of(), null, 50, 0.0))
                .blockLast(Duration.ofSeconds(10));
        JsonNode limited = server.seen().getLast().body();
        assertThat(limited.path("max_tokens").intValue()).isEqualTo(50);
        assertThat(limited.path("temperature").doubleValue()).isZero();
    }

    @Test
    void it_goes_to_chat_completions_with_the_key_and_asks_for_a_stream_with_usage() {
        JsonNode body = sent(user("resp_1", "hello"));
        assertThat(server.seen().getLast().path()).isEqualTo("/v1/chat/completions");
        assertThat(server.seen().getLast().authorization()).isEqualTo("Bearer " + KEY);
        assertThat(body).isEqualTo(JsonMapper.shared().readTree("""
                {"model": "small", "stream": true, "stream_options": {"include_usage": true}, "messages": [
                  {"role": "system", "content": "Be brief."}, {"role": "user", "content": "hello"}]}"""));
    }

    @Test
    void the_effort_is_sent_only_when_there_is_one() {
        client().stream(new ModelRequest("small", "", List.of(user("resp_1", "hello")), List.of(), "high"))
                .blockLast(Duration.ofSeconds(10));
        assertThat(server.seen().getLast().body().path("reasoning_effort").asString())
                .isEqualTo("high");
    }

    @Test
    void the_second_request_carries_the_first_turn() {
        JsonNode messages = sent(user("resp_1", "one"), assistant("resp_1", "two"), user("resp_2", "three"))
                .path("messages");
        assertThat(messages.valueStream().map(message -> message.path("content").asString()))
                .containsExactly("Be brief.", "one", "two", "three");
    }

    @Test
    void calls_and_outputs_are_sent_in_pairs_and_damaged_arguments_are_not() {
        JsonNode messages = sent(
                        user("resp_1", "go"),
                        assistant("resp_1", "I look."),
                        call("resp_1", "a", "list_files", "{}"),
                        call("resp_1", "b", "read_file", "{\"path\": dam"),
                        output("resp_1", "b", "two"),
                        output("resp_1", "a", "one"),
                        output("resp_1", "nobody", "three"))
                .path("messages");
        assertThat(messages.get(2)).isEqualTo(JsonMapper.shared().readTree("""
                {"role": "assistant", "content": "I look.", "tool_calls": [
                  {"id": "a", "type": "function", "function": {"name": "list_files", "arguments": "{}"}},
                  {"id": "b", "type": "function", "function": {"name": "read_file", "arguments": "{}"}}]}"""));
        assertThat(messages.get(3))
                .isEqualTo(
                        JsonMapper.shared().readTree("{\"role\":\"tool\",\"tool_call_id\":\"a\",\"content\":\"one\"}"));
        assertThat(messages.get(4).path("content").asString()).isEqualTo("two");
        assertThat(messages.size()).isEqualTo(5);
    }

    @Test
    void calls_that_google_signed_carry_their_signature_again() {
        Item thought = sealed(
                "resp_1", "", Opaque.of(family(), "{\"calls\":{\"1\":{\"google\":{\"s\":1}},\"7\":{},\"x\":{}}}"));
        JsonNode calls = sent(
                        user("resp_1", "go"),
                        thought,
                        call("resp_1", "a", "t", "{}"),
                        call("resp_1", "b", "t", "{}"),
                        output("resp_1", "a", "A"),
                        output("resp_1", "b", "B"))
                .at("/messages/2/tool_calls");
        assertThat(calls.get(0).has("extra_content")).isFalse();
        assertThat(calls.get(1).at("/extra_content/google/s").intValue()).isEqualTo(1);
    }

    @Test
    void thoughts_that_are_refused_are_left_out_of_the_second_request() {
        server.then(status(400, "{\"error\":{\"message\":\"Invalid `signature` in `thinking` block\"}}"))
                .then(events(text("ok"), finish("stop")));
        server.skip();
        Item thought = sealed("resp_1", "", Opaque.of(family(), "{\"calls\":{\"0\":{\"google\":{}}}}"));
        JsonNode second =
                sent(user("resp_1", "go"), thought, call("resp_1", "a", "t", "{}"), output("resp_1", "a", "A"));
        assertThat(server.seen()).hasSize(2);
        assertThat(server.seen()
                        .getFirst()
                        .body()
                        .at("/messages/2/tool_calls/0")
                        .has("extra_content"))
                .isTrue();
        assertThat(second.at("/messages/2/tool_calls/0").has("extra_content")).isFalse();
    }

    private static Item thought(String turn, String family, String text) {
        return sealed(
                turn,
                text,
                Opaque.of(
                        family,
                        JsonMapper.shared()
                                .createObjectNode()
                                .put("reasoning_content", text)
                                .toString()));
    }

    private static List<String> reasoning(JsonNode body) {
        return body.path("messages")
                .valueStream()
                .filter(message -> message.path("role").asString().equals("assistant"))
                .map(message -> message.path("reasoning_content").asString("-"))
                .toList();
    }

    @Nested
    class Reasoning {

        private Item[] conversation() {
            return new Item[] {
                user("resp_1", "go"),
                thought("resp_1", family(), "one"),
                assistant("resp_1", "I look."),
                call("resp_1", "a", "t", "{}"),
                output("resp_1", "a", "A"),
                thought("resp_1", "anthropic@elsewhere", "two"),
                call("resp_1", "b", "t", "{}"),
                output("resp_1", "b", "B"),
                thought("resp_1", family(), "three"),
                assistant("resp_1", "Done."),
                user("resp_2", "and?")
            };
        }

        @Test
        void that_was_kept_goes_back_with_the_message_that_it_led_to_and_only_to_who_wrote_it() {
            assertThat(reasoning(sent(conversation()))).containsExactly("one", "-", "three");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "The `reasoning_content` in the thinking mode must be passed back to the API.",
                    "Missing `reasoning_content` field in the assistant message at message index 2."
                })
        void that_is_missed_is_sent_empty_from_then_on(String words) {
            server.then(status(400, "{\"error\":{\"message\":\"" + words + "\"}}"))
                    .then(events(text("ok"), finish("stop")));
            server.skip();
            assertThat(reasoning(sent(conversation()))).containsExactly("one", "", "three");
            assertThat(reasoning(sent(conversation()))).containsExactly("one", "", "three");
            assertThat(server.seen()).hasSize(3);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{'error':{'message':'property messages.2.assistant.reasoning_content is unsupported'}}",
                    "{'detail':[{'type':'extra_forbidden','loc':['body','messages',2,'assistant','reasoning_content'],"
                            + "'msg':'Extra inputs are not permitted'}]}"
                })
        void that_is_refused_is_left_out_from_then_on(String body) {
            server.then(status(422, body.replace('\'', '"'))).then(events(text("ok"), finish("stop")));
            server.skip();
            assertThat(reasoning(sent(conversation()))).containsExactly("-", "-", "-");
            assertThat(reasoning(sent(conversation()))).containsExactly("-", "-", "-");
            assertThat(server.seen()).hasSize(3);
        }
    }

    @Test
    void pictures_and_pdfs_are_parts_of_the_message() {
        assertThat(sent(item(
                                "r",
                                Item.Type.MESSAGE,
                                "user",
                                JsonMapper.shared()
                                        .readTree(
                                                "[{\"type\":\"input_image\",\"image_url\":\"data:image/png;base64,iVBO\"},{\"type\":\"input_file\","
                                                        + "\"filename\":\"a.pdf\",\"file_data\":\"data:application/pdf;base64,JVBE\"}]"),
                                "look"))
                        .at("/messages/1/content"))
                .isEqualTo(JsonMapper.shared().readTree("""
                        [{"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBO"}},
                         {"type": "file", "file": {"filename": "a.pdf", "file_data": "data:application/pdf;base64,JVBE"}},
                         {"type": "text", "text": "look"}]"""));
    }

    @Test
    void a_known_context_window_is_kept() {
        String big = "word ".repeat(1_000);
        client(2_048).stream(request(user("resp_1", big), assistant("resp_1", big), user("resp_2", "and now?")))
                .blockLast(Duration.ofSeconds(10));
        assertThat(server.seen().getLast().body().path("messages").size()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "http://h:1/v1, http://h:1/v1",
        "http://h:1/v1/, http://h:1/v1",
        "http://h:1/v1/chat/completions, http://h:1/v1",
        "http://h:1/v1/chat/completions/, http://h:1/v1",
        "http://h:1/v1/models, http://h:1/v1",
        "http://h:1, http://h:1/v1",
        "http://h:1/, http://h:1/v1",
        "' https://H/api/v1?x=1#y ', https://h/api/v1",
        "http://[::1]:9/v1, http://[::1]:9/v1"
    })
    void base_urls_are_understood_as_people_paste_them(String pasted, String meant) {
        assertThat(BaseUrl.of(pasted)).isNotNull();
        assertThat(BaseUrl.of(pasted).uri()).hasToString(meant);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "h:1/v1",
                "ftp://h/v1",
                "file:///etc/passwd",
                "http://u:p@h/v1",
                "http:///v1",
                "http://a b/v1"
            })
    void other_addresses_are_refused(String pasted) {
        assertThat(BaseUrl.of(pasted)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:1/v1, true", "http://127.0.0.1/v1, true", "http://[::1]/v1, true",
        "http://localhost.evil.com/v1, false", "http://127.0.0.1.evil.com/v1, false", "http://10.0.0.1/v1, false"
    })
    void loopback_is_told_by_the_name(String base, boolean loopback) {
        assertThat(BaseUrl.of(base).loopback()).isEqualTo(loopback);
    }
}
