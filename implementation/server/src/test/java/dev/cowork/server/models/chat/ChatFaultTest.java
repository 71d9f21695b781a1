package dev.cowork.server.models.chat;

import static dev.cowork.server.models.ScriptedChatServer.cut;
import static dev.cowork.server.models.ScriptedChatServer.events;
import static dev.cowork.server.models.ScriptedChatServer.hang;
import static dev.cowork.server.models.ScriptedChatServer.raw;
import static dev.cowork.server.models.ScriptedChatServer.status;
import static dev.cowork.server.models.ScriptedChatServer.text;
import static dev.cowork.server.models.ScriptedChatServer.wire;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.agent.AgentFailure;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;

/** Every fault has a code and a sentence of ours; the provider's words and the key are in none of them, nor in the log. */
class ChatFaultTest extends ChatFailureFixture {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401 | provider_auth       | {'error':{'message':'zebra-provider-words Very.Secret.Word.123456 sk-another-123456'}}",
                "403 | provider_auth       | {'error':'zebra-provider-words'}",
                "403 | model_access_denied | {'error':{'code':'model_not_allowed','message':'zebra-provider-words'}}",
                "400 | provider_auth       | [{'error':{'message':'API key not valid. zebra-provider-words'}}]",
                "404 | model_not_found     | {'error':{'message':'The model zebra-provider-words does not exist'}}",
                "400 | model_not_found     | {'error':{'code':'model_not_found','message':'zebra-provider-words'}}",
                "404 | anton_error         | zebra-provider-words",
                "402 | anton_error         | {'error':{'message':'zebra-provider-words: insufficient credit'}}",
                "413 | content_too_large   | zebra-provider-words",
                "400 | content_too_large   | {'error':{'code':'context_length_exceeded','message':'zebra-provider-words'}}",
                "400 | content_too_large   | {'error':{'message':'exceeds the available context size zebra-provider-words'}}",
                "400 | anton_error         | {'error':{'code':'content_filter','message':'zebra-provider-words'}}",
                "400 | image_format        | {'error':{'message':'Could not process image zebra-provider-words'}}",
                "400 | image_format        | {'error':{'message':'This model does not support image input zebra-provider-words'}}",
                "400 | anton_error         | {'detail':'zebra-provider-words'}",
                "422 | anton_error         | {'detail':[{'msg':'zebra-provider-words'}]}",
                "429 | rate_limited        | {'error':{'message':'zebra-provider-words'}}",
                "429 | rate_limited        | {'error':{'code':'insufficient_quota','message':'zebra-provider-words'}}",
                "408 | model_timeout       | zebra-provider-words",
                "500 | provider_overloaded | zebra-provider-words",
                "503 | provider_overloaded | <html>zebra-provider-words</html>",
                "529 | provider_overloaded | {'type':'error','error':{'type':'overloaded_error','message':'zebra-provider-words'}}",
                "302 | anton_error         | zebra-provider-words"
            })
    void each_refusal_has_its_code(int status, String code, String body) {
        server.then(status(status, body.replace('\'', '"')));
        assertThat(failure().code()).isEqualTo(code);
        assertThat(log.list)
                .as("what is looked through for secrets holds what was said")
                .anyMatch(event -> event.getFormattedMessage().contains("answered " + status));
    }

    @Nested
    class Answers {

        @Test
        void an_empty_one_is_a_failure() {
            server.then(raw(200, Map.of("content-type", "text/event-stream"), ""));
            assertThat(failure().code()).isEqualTo("anton_error");
            assertThat(failure().sentence()).contains("empty");
        }

        @Test
        void one_that_ends_without_a_reason_is_a_failure() {
            server.then(events(text("half an ans")));
            assertThat(failure().sentence()).contains("broke off");
        }

        @Test
        void a_web_page_is_a_failure() {
            server.then(raw(200, Map.of("content-type", "text/html"), "<html>zebra-provider-words</html>"));
            assertThat(failure().code()).isEqualTo("anton_error");
        }

        @Test
        void json_of_something_else_is_a_failure() {
            server.then(status(200, "{\"hello\":\"zebra-provider-words\"}"));
            assertThat(failure().sentence()).contains("no answer of a model");
        }

        @Test
        void damaged_json_inside_events_is_a_failure() {
            server.then(events("{\"choices\": zebra-provider-words"));
            assertThat(failure().sentence()).contains("no answer of a model");
        }

        @Test
        void one_cut_in_the_middle_is_a_failure_after_its_beginning() {
            server.then(cut(wire(text("begin")), "data: {\"choices\":[{\"de"));
            AtomicReference<String> said = new AtomicReference<>("");
            assertThat(failure(said).code()).isEqualTo("anton_error");
            assertThat(said).hasValue("begin");
            assertThat(server.seen()).hasSize(1);
        }

        @Test
        void silence_before_the_first_byte_is_a_timeout() throws InterruptedException {
            patience(Duration.ofMillis(300), Duration.ofSeconds(10));
            server.then((request, response) -> Mono.never());
            assertThat(failure().code()).isEqualTo("model_timeout");
            assertThat(server.closedWithin(Duration.ofSeconds(5))).isTrue();
        }

        @Test
        void silence_in_the_middle_is_a_timeout() throws InterruptedException {
            patience(Duration.ofSeconds(10), Duration.ofMillis(300));
            server.then(hang(wire(text("begin"))));
            AtomicReference<String> said = new AtomicReference<>("");
            assertThat(failure(said).code()).isEqualTo("model_timeout");
            assertThat(said).hasValue("begin");
            assertThat(server.closedWithin(Duration.ofSeconds(5))).isTrue();
        }

        @Test
        void a_line_without_end_is_not_collected_for_ever() {
            server.then(raw(200, Map.of(), "data: " + "x".repeat(LIMITS.maxEventBytes() + 1)));
            assertThat(failure().code()).isEqualTo("content_too_large");
        }

        @Test
        void an_answer_without_end_is_not_read_for_ever() {
            String[] pieces = new String[80];
            Arrays.fill(pieces, ": " + "x".repeat(16 << 10) + "\n");
            server.then(raw(200, Map.of(), pieces));
            assertThat(failure().code()).isEqualTo("content_too_large");
        }

        @Test
        void an_error_told_inside_the_stream_is_classified() {
            server.then(raw(
                    200,
                    Map.of(),
                    wire(text("begin")),
                    wire("{\"error\":{\"code\":\"context_length_exceeded\",\"message\":\"zebra-provider-words\"}}")));
            assertThat(failure().code()).isEqualTo("content_too_large");
        }
    }

    @Test
    void a_redirect_is_not_followed() {
        server.then(raw(307, Map.of("location", server.base() + "/elsewhere"), "zebra-provider-words"));
        assertThat(failure().sentence()).contains("redirect");
        assertThat(server.seen()).hasSize(1);
    }

    @Test
    void a_server_that_is_not_there_is_named() {
        String gone = server.base();
        server.close();
        AgentFailure failure = failure();
        assertThat(failure.code()).isEqualTo("anton_error");
        assertThat(failure.sentence()).contains("cannot be reached").contains(gone.substring(7, gone.length() - 3));
    }
}
