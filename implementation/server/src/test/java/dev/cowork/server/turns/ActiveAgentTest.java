package dev.cowork.server.turns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.agent.Agent;
import dev.cowork.server.agent.TurnContext;
import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.testing.RunningServer;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Which agent answers: the one a request names, else the one of the settings. */
class ActiveAgentTest {

    private static RunningServer server;

    /** Says nothing; its model tells that it was asked. */
    private static final class Other implements Agent {

        @Override
        public String id() {
            return "other";
        }

        @Override
        public String label() {
            return "Other";
        }

        @Override
        public Mono<String> model(String owner, @Nullable String requested) {
            return Mono.just("model-of-other");
        }

        @Override
        public Flux<TurnEvent> run(TurnContext context) {
            return Flux.empty();
        }
    }

    @BeforeAll
    static void start() {
        server = RunningServer.own(
                Map.of(), context -> context.getBeanFactory().registerSingleton("otherAgent", new Other()));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void backToTheDefault() {
        server.web().delete().uri("/api/v1/settings/harness").exchange();
    }

    @Test
    void withoutASettingTheBuiltInOneAnswers() {
        assertThat(answeredBy("{\"input\":\"hi\",\"stream\":false}")).isNotEqualTo("model-of-other");
    }

    @Test
    void theOneOfTheSettingsAnswersWhoNamesNone() {
        choose("other");
        assertThat(answeredBy("{\"input\":\"hi\",\"stream\":false}")).isEqualTo("model-of-other");
    }

    @Test
    void aRequestMayNameAnother() {
        choose("other");
        assertThat(answeredBy("{\"input\":\"hi\",\"stream\":false,\"harness\":\"anton\"}"))
                .isNotEqualTo("model-of-other");
    }

    @Test
    void anUnknownNameCountsAsNone() {
        choose("other");
        assertThat(answeredBy("{\"input\":\"hi\",\"stream\":false,\"harness\":\"nobody\"}"))
                .isEqualTo("model-of-other");
    }

    private static void choose(String agent) {
        server.web()
                .put()
                .uri("/api/v1/settings/harness")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue("{\"value\":\"" + agent + "\"}")
                .exchange()
                .expectStatus()
                .isOk();
    }

    private static String answeredBy(String message) {
        byte[] body = server.web()
                .post()
                .uri("/api/v1/responses")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(message)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .returnResult()
                .getResponseBody();
        JsonNode answer = JsonMapper.shared().readTree(Objects.requireNonNull(body));
        return answer.path("model").asString();
    }
}
