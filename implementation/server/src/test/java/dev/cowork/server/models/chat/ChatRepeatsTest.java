package dev.cowork.server.models.chat;

import static dev.cowork.server.models.ScriptedChatServer.events;
import static dev.cowork.server.models.ScriptedChatServer.finish;
import static dev.cowork.server.models.ScriptedChatServer.raw;
import static dev.cowork.server.models.ScriptedChatServer.status;
import static dev.cowork.server.models.ScriptedChatServer.text;
import static dev.cowork.server.models.ScriptedChatServer.wire;
import static dev.cowork.server.models.TestItems.request;
import static dev.cowork.server.models.TestItems.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.models.ModelEvent;
import dev.cowork.server.models.wire.ApiKey;
import dev.cowork.server.models.wire.BaseUrl;
import dev.cowork.server.models.wire.Endpoint;
import dev.cowork.server.models.wire.ExtraHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.test.StepVerifier;

/** What is asked again, how often and after which wait; each wait is told. */
class ChatRepeatsTest extends ChatFailureFixture {

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

    @ParameterizedTest
    @CsvSource({"429, , token_limit", "503, , policy_unavailable", "503, included_allowance_exhausted, token_limit"})
    void what_the_gateway_says_of_the_plan_is_not_asked_about_again(int status, @Nullable String reason, String code) {
        server.then(raw(status, reason == null ? Map.of() : Map.of("X-MindsHub-Reason", reason), ""));
        Endpoint gateway = new Endpoint(
                "minds_cloud",
                "OpenAI-compatible",
                new ChatDialect(),
                Objects.requireNonNull(BaseUrl.of(server.base())),
                ApiKey.of(KEY),
                ExtraHeaders.NONE,
                0,
                null);
        assertThat(failure(clients.client(gateway)).code()).isEqualTo(code);
        assertThat(server.seen()).hasSize(1);
    }
}
