package dev.cowork.contracttests.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.contracts.Bundle;
import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.server.Http;
import dev.cowork.contracttests.stream.Frame;
import dev.cowork.contracttests.stream.Frames;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Catches: tokens, words or tool calls of a model that get lost, and words or keys of a provider that get out. */
class ScriptedModelTest extends ScriptedModelFixture {

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
    void rehearsalRunsOnlyWhenItIsNamed() {
        var body = Api.message("named", "/say rehearsed", false).put("model", "rehearsal");
        JsonNode answer = api.call("POST", "/responses", body);
        assertThat(answer.path("model").asString()).isEqualTo("rehearsal");
        assertThat(model.requests()).isEmpty();
    }
}
