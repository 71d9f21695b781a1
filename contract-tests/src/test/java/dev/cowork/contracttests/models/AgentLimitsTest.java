package dev.cowork.contracttests.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.schema.StrictSchemas;
import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.server.ServedBundle;
import dev.cowork.contracttests.server.ServerProcess;
import dev.cowork.contracttests.stream.Frame;
import dev.cowork.contracttests.stream.Frames;
import dev.cowork.contracttests.stream.StrictReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Catches: turns that never end or end without a word, answers and outputs that lose their end, prompts that grow. */
class AgentLimitsTest {

    private static final int ROUNDS = 5;

    private static ServerProcess server;
    private static StrictSchemas schemas;
    private static Api api;
    private ModelServer model;

    @BeforeAll
    static void start() {
        server = ServerProcess.start(Map.of("COWORK_SHELL", "allow"));
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
        Map<String, String> settings = new HashMap<>(ModelSettings.of(model.url(), "scripted", "sk-limits"));
        settings.put("max_tool_rounds", String.valueOf(ROUNDS));
        api.settings(settings);
    }

    @AfterEach
    void close() {
        model.close();
    }

    private static List<Frame> turn(String conversation, String input) {
        try (var reader = StrictReader.open(server.base(), Api.turn(conversation, input), schemas)) {
            return reader.rest();
        }
    }

    private static ModelServer.Script calls(String tool, String arguments) {
        return ModelServer.stream(
                List.of(ModelServer.call("call_1", tool, arguments), ModelServer.finish("tool_calls"), "[DONE]"));
    }

    private static ModelServer.Script says(String text, String reason) {
        return ModelServer.stream(List.of(ModelServer.text(text), ModelServer.finish(reason), "[DONE]"));
    }

    private static List<String> messages(List<Frame> frames, String phase) {
        return frames.stream()
                .filter(frame -> frame.data().path("phase").asString("").equals(phase))
                .map(frame -> frame.data().path("message").asString())
                .toList();
    }

    private String lastAsked() {
        return model.requests()
                .getLast()
                .path("messages")
                .valueStream()
                .toList()
                .getLast()
                .path("content")
                .asString();
    }

    @Test
    void aTurnThatHasUsedUpItsRoundsSumsUpWithoutTools() {
        for (int round = 0; round < ROUNDS; round++) {
            model.then(calls("write_file", "{\"path\":\"note-" + round + ".txt\",\"content\":\"x\"}"));
        }
        model.then(says("Five notes are written, the sixth is left.", "stop"));
        List<Frame> frames = turn("rounds", "Write six notes");
        assertThat(Frames.last(frames).type()).isEqualTo("response.completed");
        assertThat(Frames.text(frames)).isEqualTo("Five notes are written, the sixth is left.");
        assertThat(messages(frames, "handback")).hasSize(1);
        assertThat(Frames.last(frames)
                        .data()
                        .at("/response/incomplete_details/reason")
                        .asString())
                .isEqualTo("round_cap");
        assertThat(model.requests()).hasSize(ROUNDS + 1);
        assertThat(model.requests().get(ROUNDS - 1).has("tools")).isTrue();
        assertThat(model.requests().get(ROUNDS).has("tools")).isFalse();
        assertThat(lastAsked()).contains("cannot call tools any more");
    }

    @Test
    void anAnswerThatIsCutOffGoesOnAsOneMessage() {
        model.then(says("The quick bro", "length")).then(says("wn fox.", "stop"));
        List<Frame> frames = turn("cut", "Say it");
        assertThat(Frames.text(frames)).isEqualTo("The quick brown fox.");
        assertThat(frames.stream()
                        .filter(Frame::isDelta)
                        .map(frame -> frame.data().path("item_id").asString())
                        .distinct())
                .hasSize(1);
        assertThat(messages(frames, "continuation")).hasSize(1);
        assertThat(api.items("cut").get(1).path("content").asString()).isEqualTo("The quick brown fox.");
    }

    @Test
    void aLongOutputIsKeptWholeAndReadPartByPart() {
        model.then(calls("shell", "{\"command\":\"seq -f 'line %.0f' 1 40000\"}"))
                .then(says("I have seen its ends.", "stop"));
        turn("output", "Count");
        String seen = lastAsked();
        assertThat(seen.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(64 << 10);
        assertThat(seen).contains("line 1\n", "line 40000\n").doesNotContain("line 20000\n");
        String path = seen.replaceAll("(?s).*(\\.anton/outputs/\\S+\\.txt).*", "$1");
        model.then(calls("read_file", "{\"path\":\"" + path + "\",\"offset\":20001,\"limit\":1}"))
                .then(says("There it is.", "stop"));
        turn("output", "What is in the middle?");
        assertThat(lastAsked()).contains("line 20000");
    }

    @Test
    void aListOfStepsIsSeenByThePersonAndTheModelIsRemindedOfIt() {
        model.then(
                        calls(
                                "todo",
                                "{\"items\":[{\"text\":\"Look\",\"status\":\"in_progress\"},{\"text\":\"Write\",\"status\":\"pending\"}]}"))
                .then(calls("list_files", "{}"))
                .then(says("I looked.", "stop"));
        List<Frame> frames = turn("steps", "Look and write");
        assertThat(frames)
                .extracting(frame -> frame.data().path("message").asString(""))
                .contains("0 of 2 done; now: Look");
        assertThat(lastAsked()).contains("1. [>] Look\n2. [ ] Write");
    }

    @Test
    void aListOfStepsOutlivesAKillOfTheServer() throws Exception {
        model.then(calls("todo", "{\"items\":[{\"text\":\"Look\",\"status\":\"completed\"},{\"text\":\"Write\"}]}"))
                .then(says("I looked.", "stop"))
                .then(says("Now I write.", "stop"));
        try (ServerProcess killed = ServerProcess.start()) {
            killed.api().settings(ModelSettings.of(model.url(), "scripted", "sk-limits"));
            killed.api().say("steps", "Look and write");
            killed.kill9();
            try (ServerProcess again = killed.restart(Map.of())) {
                again.api().say("steps", "Go on");
            }
        }
        assertThat(lastAsked()).startsWith("Go on").contains("1. [x] Look\n2. [ ] Write");
    }

    @Test
    void whatGoesWithEveryRequestIsShort() {
        model.then(says("Hello.", "stop"));
        turn("prompt", "Hello");
        JsonNode request = model.requests().getFirst();
        String fixed = request.path("messages").get(0).path("content").asString() + request.path("tools");
        assertThat(request.path("tools").size()).isGreaterThanOrEqualTo(7);
        assertThat(fixed.getBytes(StandardCharsets.UTF_8).length / 3)
                .as("tokens of the system prompt and the tools, at three bytes each")
                .isLessThan(5_000);
    }
}
