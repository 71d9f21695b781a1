package dev.cowork.server.models.chat;

import static dev.cowork.server.models.ScriptedChatServer.cut;
import static dev.cowork.server.models.ScriptedChatServer.events;
import static dev.cowork.server.models.ScriptedChatServer.finish;
import static dev.cowork.server.models.ScriptedChatServer.hang;
import static dev.cowork.server.models.ScriptedChatServer.raw;
import static dev.cowork.server.models.ScriptedChatServer.status;
import static dev.cowork.server.models.ScriptedChatServer.text;
import static dev.cowork.server.models.ScriptedChatServer.wire;
import static dev.cowork.server.models.TestItems.request;
import static dev.cowork.server.models.TestItems.user;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.read.ListAppender;
import dev.cowork.server.agent.AgentFailure;
import dev.cowork.server.models.ModelEvent;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Every fault has a code and a sentence of ours; the provider's words and the key are in none of them, nor in the log. */
class ChatFaultTest extends ChatFixture {

    private static final String PROVIDER_WORDS = "zebra-provider-words";
    private static final String ANOTHER_KEY = "sk-another-123456";

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Logger ours = (Logger) LoggerFactory.getLogger("dev.cowork");
    private final Level before = root.getLevel();
    private final Level oursBefore = ours.getLevel();
    private final List<Appender<ILoggingEvent>> others = new ArrayList<>();

    @BeforeEach
    void listen() {
        root.iteratorForAppenders().forEachRemaining(others::add);
        others.forEach(root::detachAppender);
        root.setLevel(Level.DEBUG);
        ours.setLevel(Level.DEBUG);
        log.start();
        root.addAppender(log);
    }

    @AfterEach
    void everythingStaysSecret() {
        root.detachAppender(log);
        root.setLevel(before);
        ours.setLevel(oursBefore);
        others.forEach(root::addAppender);
        for (ILoggingEvent event : List.copyOf(log.list)) {
            assertThat(event.getFormattedMessage())
                    .doesNotContainIgnoringCase(KEY)
                    .doesNotContain(ANOTHER_KEY);
            if (event.getLevel().isGreaterOrEqual(Level.INFO)) {
                assertThat(event.getFormattedMessage()).doesNotContain(PROVIDER_WORDS);
            }
        }
    }

    private AgentFailure failure() {
        return failure(new AtomicReference<>(""));
    }

    private AgentFailure failure(AtomicReference<String> said) {
        AtomicReference<Throwable> error = new AtomicReference<>();
        client().stream(request(user("resp_1", "hello")))
                .doOnNext(event ->
                        said.updateAndGet(old -> old + (event instanceof ModelEvent.Text t ? t.delta() : "")))
                .doOnError(error::set)
                .onErrorComplete()
                .blockLast(Duration.ofSeconds(10));
        assertThat(error.get()).isInstanceOf(AgentFailure.class);
        StringWriter trace = new StringWriter();
        error.get().printStackTrace(new PrintWriter(trace));
        assertThat(trace.toString()).doesNotContain(KEY).doesNotContain(PROVIDER_WORDS);
        AgentFailure failure = (AgentFailure) error.get();
        assertThat(failure.sentence()).endsWith(".");
        assertThat(failure.providerLabel()).isEqualTo("OpenAI-compatible");
        assertThat(failure.model()).isEqualTo("small");
        return failure;
    }

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
            assertThat(server.closedWithin(Duration.ofSeconds(1))).isTrue();
        }

        @Test
        void silence_in_the_middle_is_a_timeout() throws InterruptedException {
            patience(Duration.ofSeconds(10), Duration.ofMillis(300));
            server.then(hang(wire(text("begin"))));
            AtomicReference<String> said = new AtomicReference<>("");
            assertThat(failure(said).code()).isEqualTo("model_timeout");
            assertThat(said).hasValue("begin");
            assertThat(server.closedWithin(Duration.ofSeconds(1))).isTrue();
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

    @Nested
    class Repeating {

        @Test
        void an_overloaded_provider_is_asked_three_times_in_all() {
            server.then(status(503, ""))
                    .then(status(529, ""))
                    .then(events(
                            text("at last"),
                            finish("stop"),
                            "{\"id\":\"u\",\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2}}"));
            assertThat(client().stream(request(user("resp_1", "hello")))
                            .collectList()
                            .block(Duration.ofSeconds(10)))
                    .filteredOn(event -> !(event instanceof ModelEvent.Waiting))
                    .containsExactly(
                            new ModelEvent.Text("at last"),
                            new ModelEvent.Usage("u", 9L, null, null, 2L, null),
                            new ModelEvent.Finished("stop"));
            assertThat(server.seen()).hasSize(3);
        }

        @Test
        void each_wait_is_told_before_it_begins() {
            server.then(raw(429, Map.of("retry-after-ms", "700"), PROVIDER_WORDS))
                    .then(status(503, PROVIDER_WORDS))
                    .then(events(text("at last"), finish("stop")));
            List<ModelEvent> events = new ArrayList<>();
            List<Integer> asked = new ArrayList<>();
            List<Long> heard = new ArrayList<>();
            client().stream(request(user("resp_1", "hello")))
                    .doOnNext(event -> asked.add(server.seen().size()))
                    .doOnNext(event -> heard.add(System.nanoTime()))
                    .doOnNext(events::add)
                    .blockLast(Duration.ofSeconds(10));
            assertThat(events.getFirst())
                    .isEqualTo(new ModelEvent.Waiting(
                            "OpenAI-compatible takes no more requests right now.", Duration.ofMillis(700)));
            assertThat(events.get(1)).isInstanceOfSatisfying(ModelEvent.Waiting.class, wait -> {
                assertThat(wait.why()).isEqualTo("OpenAI-compatible is overloaded or down.");
                assertThat(wait.time()).isBetween(Duration.ofMillis(15), Duration.ofMillis(25));
            });
            assertThat(events.subList(2, 4))
                    .containsExactly(new ModelEvent.Text("at last"), new ModelEvent.Finished("stop"));
            assertThat(asked).startsWith(1, 2, 3);
            assertThat(heard.get(1) - heard.getFirst()).isGreaterThan(600_000_000L);
        }

        @Test
        void nothing_is_told_where_nothing_is_repeated() {
            server.then(status(503, ""));
            List<ModelEvent> events = new ArrayList<>();
            client().stream(request(user("resp_1", "hello")))
                    .doOnNext(events::add)
                    .onErrorComplete()
                    .blockLast(Duration.ofSeconds(10));
            assertThat(events).hasSize(2).allMatch(ModelEvent.Waiting.class::isInstance);
        }

        @Test
        void whoever_leaves_during_a_wait_has_left_at_once() {
            server.then(raw(429, Map.of("retry-after", "15"), ""));
            StepVerifier.create(client().stream(request(user("resp_1", "hello"))))
                    .expectNextMatches(ModelEvent.Waiting.class::isInstance)
                    .thenCancel()
                    .verify(Duration.ofSeconds(5));
            assertThat(server.seen()).hasSize(1);
        }

        @Test
        void and_not_more_often() {
            server.then(status(503, ""));
            assertThat(failure().code()).isEqualTo("provider_overloaded");
            assertThat(server.seen()).hasSize(3);
        }

        @Test
        void nothing_is_repeated_once_the_answer_has_begun() {
            server.then(raw(200, Map.of(), wire(text("a")), wire("{\"error\":{\"code\":503}}")));
            assertThat(failure().code()).isEqualTo("provider_overloaded");
            assertThat(server.seen()).hasSize(1);
        }

        @Test
        void a_short_wait_that_the_provider_asks_for_is_kept() {
            server.then(raw(429, Map.of("retry-after-ms", "300"), "")).then(events(text("ok"), finish("stop")));
            long start = System.nanoTime();
            client().stream(request(user("resp_1", "hello"))).blockLast(Duration.ofSeconds(10));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
        }

        @Test
        void a_long_wait_is_told_instead() {
            server.then(raw(429, Map.of("retry-after", "90"), ""));
            assertThat(failure().advice().retryAfter()).isEqualTo(Duration.ofSeconds(90));
            assertThat(server.seen()).hasSize(1);
        }

        @Test
        void a_refused_key_is_not_tried_again() {
            server.then(status(401, ""));
            failure();
            assertThat(server.seen()).hasSize(1);
        }

        @Test
        void a_server_that_does_not_know_the_usage_option_is_asked_without_it_from_then_on() {
            server.then(status(400, "{\"error\":{\"message\":\"unknown field stream_options\"}}"))
                    .then(events(text("ok"), finish("stop")));
            client().stream(request(user("resp_1", "hello"))).blockLast(Duration.ofSeconds(10));
            client().stream(request(user("resp_2", "again"))).blockLast(Duration.ofSeconds(10));
            assertThat(server.seen()).hasSize(3);
            assertThat(server.seen().get(0).body().has("stream_options")).isTrue();
            assertThat(server.seen().get(1).body().has("stream_options")).isFalse();
            assertThat(server.seen().get(2).body().has("stream_options")).isFalse();
        }
    }
}
