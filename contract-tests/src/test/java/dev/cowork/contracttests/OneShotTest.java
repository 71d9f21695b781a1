package dev.cowork.contracttests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.contracts.Bundle;
import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.server.Http;
import dev.cowork.contracttests.server.SharedServer;
import dev.cowork.contracttests.stream.Frame;
import dev.cowork.contracttests.stream.Frames;
import dev.cowork.contracttests.stream.StrictReader;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Catches: a caller without streams that gets a half answer, a stream, or an error it cannot tell from an answer. */
class OneShotTest {

    private final Api api = SharedServer.api();

    private static Http.Request post(JsonNode body) {
        return Http.Request.of("POST", Api.path("/responses")).json(body.toString());
    }

    private void hasTheForm(JsonNode answer) {
        assertThat(SharedServer.schemas().named("Response", answer))
                .as(answer.toString())
                .isEmpty();
    }

    @Test
    void oneRequestGivesOneAnswer() {
        JsonNode answer = api.say("one", "/say Hello there");
        hasTheForm(answer);
        assertThat(answer.path("conversation_id").asString()).isEqualTo("one");
        assertThat(answer.path("input").asString()).isEqualTo("/say Hello there");
        assertThat(answer.path("status").asString()).isEqualTo("completed");
        assertThat(answer.at("/output/0/type").asString()).isEqualTo("text");
        assertThat(answer.at("/output/0/text").asString()).contains("Hello there");
        assertThat(answer.path("model").asString()).isEqualTo("rehearsal");
        assertThat(api.items("one").get(1).path("content").asString())
                .isEqualTo(answer.at("/output/0/text").asString());
    }

    @Test
    void onlyTheInputIsNeeded() {
        JsonNode answer =
                api.ok(post(Bundle.JSON.createObjectNode().put("input", "Hello").put("stream", false)));
        hasTheForm(answer);
        String conversation = answer.path("conversation_id").asString();
        assertThat(api.get("/conversations/" + conversation).path("project").asString())
                .isEqualTo("general");
    }

    @Test
    void absentOrNullStreamMeansAStream() {
        for (String body : List.of("{\"input\":\"/say x\"}", "{\"input\":\"/say x\",\"stream\":null}")) {
            var request = Http.Request.of("POST", Api.path("/responses")).json(body);
            try (var reader = StrictReader.open(api.base(), request, SharedServer.schemas())) {
                assertThat(Frames.last(reader.rest()).type()).isEqualTo("response.completed");
            }
        }
    }

    @Test
    void anExplicitFalseWinsOverTheAcceptHeader() {
        Http.Response answer =
                api.send(post(Api.message("accept", "/say x", false)).with("Accept", "text/event-stream"));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.mediaType()).isEqualTo("application/json");
    }

    @Test
    void anErrorIsAProblemWhateverTheCallerAccepts() {
        Http.Response answer = api.send(Http.Request.of("POST", Api.path("/responses"))
                .json("{\"stream\":true}")
                .with("Accept", "text/event-stream"));
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.mediaType()).isEqualTo("application/problem+json");
        assertThat(Bundle.JSON.readTree(answer.body()).path("detail").isString())
                .isTrue();
    }

    @Test
    void aFailedTurnSaysWhyInTheAnswer() {
        JsonNode answer = api.say("failed", "/fail provider_auth");
        hasTheForm(answer);
        assertThat(answer.path("status").asString()).isEqualTo("failed");
        assertThat(answer.at("/error/code").asString()).isEqualTo("provider_auth");
        assertThat(answer.at("/error/message").asString()).isNotEmpty();
    }

    @Test
    void aFailedStreamEndsWithAFailureThatNamesTheCause() {
        try (var reader = StrictReader.open(
                api.base(), Api.turn("failed-stream", "/say before\n/fail rate_limited"), SharedServer.schemas())) {
            Frame last = Frames.last(reader.rest());
            assertThat(last.type()).isEqualTo("response.failed");
            assertThat(last.data().path("code").asString()).isEqualTo("rate_limited");
            assertThat(last.data().path("error")).isEqualTo(last.data().path("message"));
            assertThat(last.data().at("/response/error/code").asString()).isEqualTo("rate_limited");
            assertThat(last.data().at("/response/status").asString()).isEqualTo("failed");
        }
    }

    @Test
    void aStoppedTurnAnswersWithItsTextSoFar() {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answer = CompletableFuture.supplyAsync(() -> api.say("stopped", "/emit 2000 5"), threads);
            while (api.send(Http.Request.of("GET", Api.path("/conversations/stopped")))
                            .status()
                    != 200) {
                Thread.onSpinWait();
            }
            while (api.inFlight("stopped").path("latest_seq").asLong() < 200) {
                Thread.onSpinWait();
            }
            api.cancel("stopped");
            hasTheForm(answer.join());
            assertThat(answer.join().path("status").asString()).isEqualTo("cancelled");
            assertThat(answer.join().at("/output/0/text").asString())
                    .isNotEmpty()
                    .isEqualTo(api.items("stopped").get(1).path("content").asString());
        }
    }

    @Test
    void ofSeveralMessagesTheLastOneOfTheUserCounts() {
        ObjectNode body = Bundle.JSON.createObjectNode().put("stream", false).put("conversation_id", "several");
        var input = body.putArray("input");
        input.addObject().put("role", "user").put("content", "/say earlier");
        input.addObject().put("role", "assistant").put("content", "An answer");
        input.addObject()
                .put("type", "message")
                .put("role", "user")
                .putArray("content")
                .addObject()
                .put("type", "input_text")
                .put("text", "/say later");
        JsonNode answer = api.ok(post(body));
        hasTheForm(answer);
        assertThat(answer.at("/output/0/text").asString()).contains("later").doesNotContain("earlier");
        assertThat(api.items("several").getFirst().path("content"))
                .isEqualTo(input.get(2).path("content"));
    }

    @Test
    void anEmptyInputOrOneWithoutAUserIsRefused() {
        for (String input : List.of("\"\"", "[]", "[{\"role\":\"assistant\",\"content\":\"x\"}]", "\"  \"")) {
            Http.Response answer = api.send(
                    Http.Request.of("POST", Api.path("/responses")).json("{\"stream\":false,\"input\":" + input + "}"));
            assertThat(answer.status()).as(input + " " + answer.body()).isEqualTo(422);
        }
    }

    @Test
    void bothNamesOfTheConversationWorkAndTheFirstWins() {
        ObjectNode body = Bundle.JSON.createObjectNode().put("input", "/say x").put("stream", false);
        assertThat(api.ok(post(body.deepCopy().put("conversation", "second-name")))
                        .path("conversation_id")
                        .asString())
                .isEqualTo("second-name");
        assertThat(api.ok(post(body.deepCopy().put("conversation", "loser").put("conversation_id", "winner")))
                        .path("conversation_id")
                        .asString())
                .isEqualTo("winner");
        for (String none : List.of("", "tmp-1")) {
            assertThat(api.ok(post(body.deepCopy().put("conversation_id", none)))
                            .path("conversation_id")
                            .asString())
                    .isNotEmpty()
                    .doesNotStartWith("tmp-");
        }
    }

    @Test
    void unknownModelsAndAgentsMeanTheConfiguredOnes() {
        for (String name : List.of("anton", "gpt-99", "")) {
            ObjectNode body =
                    Api.message(null, "/say x", false).put("model", name).put("harness", name);
            assertThat(api.ok(post(body)).path("model").asString()).isEqualTo("rehearsal");
        }
    }
}
