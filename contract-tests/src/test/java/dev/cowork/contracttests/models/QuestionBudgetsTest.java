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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Catches: a turn that may spend everything once more, or forgets what it has spent, because it asked a person something. */
class QuestionBudgetsTest {

    private ServerProcess server;
    private StrictSchemas schemas;
    private ModelServer model;

    @BeforeEach
    void start() throws IOException {
        server = ServerProcess.start();
        schemas = new StrictSchemas(ServedBundle.of(server.base()));
        model = new ModelServer();
    }

    @AfterEach
    void stop() {
        server.close();
        model.close();
    }

    private void limit(String setting, int value) {
        Map<String, String> settings = new HashMap<>(ModelSettings.of(model.url(), "scripted", "sk-question"));
        settings.put(setting, String.valueOf(value));
        server.api().settings(settings);
    }

    private static ModelServer.Script calls(String tool, String arguments, String usage) {
        return ModelServer.stream(List.of(
                ModelServer.call("call_1", tool, arguments), ModelServer.finish("tool_calls"), usage, "[DONE]"));
    }

    private static ModelServer.Script asks(String usage) {
        return calls(
                "ask_user",
                "{\"question\":\"Which sheet?\",\"options\":[{\"value\":\"May\"},{\"value\":\"June\"}]}",
                usage);
    }

    private static ModelServer.Script says(String text, String usage) {
        return ModelServer.stream(List.of(ModelServer.text(text), ModelServer.finish("stop"), usage, "[DONE]"));
    }

    /** Runs a turn that asks once; the server may be killed and started before the answer. */
    private List<Frame> turn(boolean killed) {
        Frame asked;
        try (var turn = StrictReader.open(server.base(), Api.turn("asked", "Work"), schemas)) {
            asked = turn.until(frame -> frame.type().equals("response.ask_user"));
        }
        if (killed) {
            server.kill9();
            server = server.restart();
        }
        ObjectNode answer = Bundle.JSON
                .createObjectNode()
                .put("question_id", asked.data().path("question_id").asString());
        answer.putArray("values").add("May");
        server.api().call("POST", "/responses/answer", answer);
        try (var turn = StrictReader.open(server.base(), Api.tail(asked.responseId(), 0), schemas)) {
            return turn.rest();
        }
    }

    private static String reason(List<Frame> frames) {
        return Frames.last(frames)
                .data()
                .at("/response/incomplete_details/reason")
                .asString("");
    }

    @ParameterizedTest(name = "killed in between: {0}")
    @ValueSource(booleans = {false, true})
    void roundsCountOnAndTheUsageIsThatOfAllCalls(boolean killed) {
        limit("max_tool_rounds", 5);
        model.then(calls("list_files", "{}", ModelServer.usage(100, 10, 5, 1)))
                .then(calls("list_files", "{\"path\":\"a\"}", ModelServer.usage(100, 10, 5, 1)))
                .then(asks(ModelServer.usage(200, 20, 6, 2)))
                .then(calls("list_files", "{\"path\":\"b\"}", ModelServer.usage(300, 30, 7, 3)))
                .then(calls("list_files", "{\"path\":\"c\"}", ModelServer.usage(300, 30, 7, 3)))
                .then(says("That is as far as I came.", ModelServer.usage(400, 40, 8, 4)));

        List<Frame> frames = turn(killed);

        assertThat(model.requests()).hasSize(6);
        assertThat(model.requests().get(4).has("tools")).isTrue();
        assertThat(model.requests().get(5).has("tools")).isFalse();
        assertThat(reason(frames)).isEqualTo("round_cap");
        JsonNode official = server.api()
                .ok(Http.Request.of("GET", "/openai/v1/responses/" + Frames.responseId(frames)))
                .path("usage");
        for (JsonNode usage : List.of(Frames.last(frames).data().at("/response/usage"), official)) {
            assertThat(usage.path("input_tokens").asInt()).isEqualTo(1_400);
            assertThat(usage.at("/input_tokens_details/cached_tokens").asInt()).isEqualTo(140);
            assertThat(usage.path("output_tokens").asInt()).isEqualTo(38);
            assertThat(usage.at("/output_tokens_details/reasoning_tokens").asInt())
                    .isEqualTo(14);
        }
    }

    @ParameterizedTest(name = "killed in between: {0}")
    @ValueSource(booleans = {false, true})
    void tokensCountOn(boolean killed) {
        limit("max_turn_tokens", 1_000_000);
        model.then(asks(ModelServer.usage(600_000, 0, 10, 0)))
                .then(says("That is as far as I came.", ModelServer.usage(10, 0, 10, 0)));

        List<Frame> frames = turn(killed);

        assertThat(model.requests()).hasSize(2);
        assertThat(model.requests().get(1).has("tools")).isFalse();
        assertThat(reason(frames)).isEqualTo("spend_ceiling");
    }
}
