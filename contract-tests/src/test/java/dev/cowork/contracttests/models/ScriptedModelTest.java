package dev.cowork.contracttests.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.contracts.Bundle;
import dev.cowork.contracttests.schema.StrictSchemas;
import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.server.Http;
import dev.cowork.contracttests.server.ServedBundle;
import dev.cowork.contracttests.server.ServerProcess;
import dev.cowork.contracttests.stream.Frame;
import dev.cowork.contracttests.stream.Frames;
import dev.cowork.contracttests.stream.StrictReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Catches: tokens, words or tool calls of a model that get lost, and words or keys of a provider that get out. */
class ScriptedModelTest {

    private static final String KEY = "sk-scripted-0d7b1c5e9a834f62";
    private static final String LEAK = "zebra-crossing-provider-text";

    private static ServerProcess server;
    private static StrictSchemas schemas;
    private static Api api;
    private ModelServer model;

    @BeforeAll
    static void start() {
        server = ServerProcess.start();
        schemas = new StrictSchemas(ServedBundle.of(server.base()));
        api = server.api();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void configure() throws IOException {
        model = new ModelServer();
        api.settings(ModelSettings.of(model.url(), "scripted", KEY));
    }

    @AfterEach
    void nothingOfTheProviderGotOut() {
        model.close();
        assertThat(server.tail()).doesNotContain(KEY).doesNotContain(LEAK);
        assertThat(api.get("/settings").toString()).doesNotContain(KEY);
    }

    private static List<Frame> turn(String conversation, String input) {
        try (var reader = StrictReader.open(server.base(), Api.turn(conversation, input), schemas)) {
            return reader.rest();
        }
    }

    private static String[] answer(String... pieces) {
        var chunks = new ArrayList<String>();
        for (String piece : pieces) {
            chunks.add(ModelServer.text(piece));
        }
        chunks.add(ModelServer.finish("stop"));
        return chunks.toArray(String[]::new);
    }

    private static ModelServer.Script says(String... pieces) {
        var chunks = new ArrayList<>(List.of(answer(pieces)));
        chunks.add("[DONE]");
        return ModelServer.stream(chunks);
    }

    @Test
    void healthSaysThatTheServerIsReadyWithThisProvider() {
        JsonNode health = api.get("/health");
        assertThat(health.path("config_ready").asBoolean())
                .as(health.toString())
                .isTrue();
        assertThat(health.path("config_error").isNull()).isTrue();
        assertThat(health.path("provider").asString()).isEqualTo("openai_compatible");
        assertThat(health.path("model").asString()).isEqualTo("scripted");
    }

    @Test
    void aTurnThatNamesNoModelGetsTheConfiguredOneInEveryProject() {
        JsonNode project = api.call(
                "POST",
                "/projects",
                Bundle.JSON
                        .createObjectNode()
                        .put("name", "no model of its own")
                        .put("model", "of-the-project"));
        String path = "/projects/" + project.path("id").asString();
        JsonNode changed = api.ok(Http.Request.of("PATCH", Api.path(path)).json("{\"model\":\"of-the-project\"}"));
        model.then(says("here"));

        JsonNode answer = api.call(
                "POST",
                "/responses",
                Api.message("of-a-project", "hello", false)
                        .put("project_id", project.path("id").asString()));

        assertThat(project.has("model") || changed.has("model")).isFalse();
        assertThat(answer.path("model").asString()).isEqualTo("scripted");
        assertThat(model.requests().getFirst().path("model").asString()).isEqualTo("scripted");
    }

    @Test
    void theKeyAndTheMessageReachTheModelAndItsWordsTheUser() {
        model.then(says("Good ", "morning", " 🌅"));
        List<Frame> frames = turn("words", "Say good morning");
        assertThat(Frames.text(frames)).isEqualTo("Good morning 🌅");
        assertThat(Frames.last(frames).type()).isEqualTo("response.completed");
        assertThat(Frames.last(frames).data().at("/response/model").asString()).isEqualTo("scripted");
        assertThat(model.keys()).containsExactly("Bearer " + KEY);
        JsonNode request = model.requests().getFirst();
        assertThat(request.path("model").asString()).isEqualTo("scripted");
        assertThat(request.path("stream").asBoolean()).isTrue();
        assertThat(request.path("messages")
                        .valueStream()
                        .toList()
                        .getLast()
                        .path("content")
                        .toString())
                .contains("Say good morning");
    }

    @Test
    void theSecondRequestCarriesTheFirstTurn() {
        model.then(says("Paris.")).then(says("Two million."));
        turn("history", "Capital of France?");
        turn("history", "How many people?");
        String messages = model.requests().get(1).path("messages").toString();
        assertThat(messages).contains("Capital of France?", "Paris.", "How many people?");
    }

    @Test
    void theTokensTheModelReportsAreInTheAnswerAndInTheLastFrame() {
        var chunks = new ArrayList<>(List.of(answer("Counted")));
        chunks.add(ModelServer.usage(110, 30, 70, 20));
        chunks.add("[DONE]");
        model.then(ModelServer.stream(chunks)).then(ModelServer.stream(chunks));
        JsonNode inFrame = Frames.last(turn("usage", "Count")).data().at("/response/usage");
        JsonNode inAnswer = api.say("usage", "Count again").path("usage");
        for (JsonNode usage : List.of(inFrame, inAnswer)) {
            assertThat(usage.path("input_tokens").asInt()).isEqualTo(110);
            assertThat(usage.at("/input_tokens_details/cached_tokens").asInt()).isEqualTo(30);
            assertThat(usage.path("output_tokens").asInt()).isEqualTo(70);
            assertThat(usage.at("/output_tokens_details/reasoning_tokens").asInt())
                    .isEqualTo(20);
            assertThat(usage.path("total_tokens").asInt()).isEqualTo(180);
        }
    }

    @Test
    void anAnswerOfTwoThousandPiecesArrivesWholeAndInOrder() {
        String[] pieces = new String[2_000];
        for (int i = 0; i < pieces.length; i++) {
            pieces[i] = "w" + i + " ";
        }
        model.then(says(pieces));
        List<Frame> frames = turn("long", "Count to two thousand");
        assertThat(Frames.text(frames)).isEqualTo(String.join("", pieces));
        assertThat(api.items("long").get(1).path("content").asString()).isEqualTo(String.join("", pieces));
    }

    @Test
    void aToolCallWritesIntoTheProjectAndItsResultGoesBackToTheModel() {
        String arguments = "{\"path\":\"notes/hello.txt\",\"content\":\"Written by a tool\"}";
        model.then(ModelServer.stream(List.of(
                        ModelServer.call("call_1", "write_file", arguments),
                        ModelServer.finish("tool_calls"),
                        "[DONE]")))
                .then(says("I wrote it."));
        List<Frame> frames = turn("tools", "Write a note");
        assertThat(Frames.last(frames).type()).isEqualTo("response.completed");
        Path project =
                Path.of(api.get("/conversations/tools").path("project_path").asString());
        assertThat(project.resolve("notes/hello.txt")).hasContent("Written by a tool");
        assertThat(frames)
                .extracting(frame -> frame.data().path("thought_role").asString(""))
                .contains("thought.tool_call.start", "thought.tool_call.end");
        JsonNode second = model.requests().get(1).path("messages");
        assertThat(second.valueStream().filter(m -> m.path("role").asString().equals("tool")))
                .hasSize(1)
                .allMatch(m -> m.path("tool_call_id").asString().equals("call_1"));
        assertThat(api.items("tools").get(1).path("content").asString()).isEqualTo("I wrote it.");
    }

    @Test
    void aToolThatWantsToLeaveTheProjectWritesNothing() {
        for (String path : List.of(
                "../outside.txt", "/tmp/outside-" + ProcessHandle.current().pid() + ".txt", "a/../../outside.txt")) {
            String arguments = Bundle.JSON
                    .createObjectNode()
                    .put("path", path)
                    .put("content", "x")
                    .toString();
            model.then(ModelServer.stream(List.of(
                            ModelServer.call("call_1", "write_file", arguments),
                            ModelServer.finish("tool_calls"),
                            "[DONE]")))
                    .then(says("Sorry."));
            assertThat(Frames.last(turn("outside", "Write outside")).type()).isEqualTo("response.completed");
            Path project = Path.of(
                    api.get("/conversations/outside").path("project_path").asString());
            assertThat(project.resolve(path).normalize()).doesNotExist();
        }
    }

    @Test
    void anEmptyAnswerEndsTheTurnWithAFailure() {
        for (int i = 0; i < 8; i++) {
            model.then(exchange -> ModelServer.send(exchange, 200, ""));
        }
        Frame last = Frames.last(turn("empty", "Say nothing"));
        assertThat(last.type()).isEqualTo("response.failed");
        assertThat(api.inFlight("empty").path("in_flight").asBoolean()).isFalse();
    }

    @Test
    void anAnswerThatBreaksOffKeepsItsText() {
        model.then(ModelServer.stream(List.of(ModelServer.text("Half an "), ModelServer.text("answer"))));
        List<Frame> frames = turn("broken", "Break off");
        assertThat(Frames.text(frames)).isEqualTo("Half an answer");
        assertThat(Frames.last(frames).isTerminal()).isTrue();
        assertThat(api.items("broken").get(1).path("content").asString()).isEqualTo("Half an answer");
    }

    @Test
    void aRefusalOfTheProviderIsToldInOurOwnWords() {
        record Refusal(int status, String said, String code) {}
        for (var refusal : List.of(
                new Refusal(401, "invalid_api_key", "provider_auth"),
                new Refusal(404, "model_not_found", "model_not_found"),
                new Refusal(400, "context_length_exceeded", "content_too_large"),
                new Refusal(400, "something_else", "anton_error"))) {
            String conversation = "refused-" + refusal.said();
            model.then(ModelServer.refusal(refusal.status(), refusal.said(), LEAK + " for key " + KEY));
            List<Frame> frames = turn(conversation, "Try");
            Frame last = Frames.last(frames);
            assertThat(last.type()).isEqualTo("response.failed");
            assertThat(last.data().path("code").asString())
                    .as(refusal.toString())
                    .isEqualTo(refusal.code());
            assertThat(frames.toString()).doesNotContain(LEAK).doesNotContain(KEY);
            assertThat(api.items(conversation).toString()).doesNotContain(LEAK).doesNotContain(KEY);
        }
    }

    @Test
    void anOverloadedProviderIsTriedAgainBeforeTheFirstWord() {
        model.then(exchange -> {
                    exchange.getResponseHeaders().set("Retry-After", "1");
                    ModelServer.send(exchange, 429, "{\"error\":{\"message\":\"" + LEAK + "\"}}");
                })
                .then(says("At last."));
        List<Frame> frames = turn("retried", "Try");
        assertThat(Frames.text(frames)).isEqualTo("At last.");
        assertThat(frames.toString()).doesNotContain(LEAK);
    }

    @Test
    void stopClosesTheConnectionToTheModel() throws Exception {
        var closed = new CompletableFuture<Long>();
        model.then(exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                for (int i = 0; i < 3_000; i++) {
                    out.write(("data: " + ModelServer.text("w" + i + " ") + "\n\n").getBytes(StandardCharsets.UTF_8));
                    out.flush();
                    TimeUnit.MILLISECONDS.sleep(10);
                }
            } catch (IOException e) {
                closed.complete(System.nanoTime());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try (var reader = StrictReader.open(server.base(), Api.turn("stopped", "Talk"), schemas)) {
            reader.until(Frame::isDelta);
            long asked = System.nanoTime();
            api.cancel("stopped");
            assertThat((closed.get(10, TimeUnit.SECONDS) - asked) / 1_000_000)
                    .as("milliseconds until the model's connection was closed")
                    .isLessThan(1_000);
            assertThat(Frames.last(reader.rest()).type()).isEqualTo("response.cancelled");
        }
    }

    @Test
    void rehearsalRunsOnlyWhenItIsNamed() {
        var body = Api.message("named", "/say rehearsed", false).put("model", "rehearsal");
        JsonNode answer = api.call("POST", "/responses", body);
        assertThat(answer.path("model").asString()).isEqualTo("rehearsal");
        assertThat(model.requests()).isEmpty();
    }
}
