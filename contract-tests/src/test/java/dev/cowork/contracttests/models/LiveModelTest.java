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
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Catches: what works with scripted answers and fails with a real model. Runs with {@code -Plive} against the server at
 * {@code -Dmodel.url}.
 */
@Tag("live")
class LiveModelTest {

    private static final String KEY = "sk-live-1c2d3e4f5a6b7c8d";
    private static final String LONG = "Write a long story about a lighthouse keeper. Use many sentences.";

    private static ServerProcess server;
    private static StrictSchemas schemas;
    private static RecordingProxy proxy;

    @BeforeAll
    static void start() throws IOException {
        proxy = new RecordingProxy(URI.create(System.getProperty("model.url")));
        server = ServerProcess.start();
        schemas = new StrictSchemas(ServedBundle.of(server.base()));
        server.api().settings(ModelSettings.of(proxy.url(), System.getProperty("model.name"), KEY));
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
        proxy.close();
    }

    private static StrictReader open(String conversation, String input) {
        return StrictReader.open(server.base(), Api.turn(conversation, input), schemas);
    }

    @Test
    void healthSaysThatTheServerIsReady() {
        JsonNode health = server.api().get("/health");
        assertThat(health.path("config_ready").asBoolean())
                .as(health.toString())
                .isTrue();
        assertThat(health.path("provider").asString()).isEqualTo("openai_compatible");
    }

    @Test
    void wordsArriveOneByOneAndAreKept() {
        try (var reader = open("live-words", "Say hello and tell me what you can do.")) {
            List<Frame> frames = reader.rest();
            assertThat(Frames.last(frames).type()).isEqualTo("response.completed");
            assertThat(frames.stream().filter(Frame::isDelta)).hasSizeGreaterThan(3);
            assertThat(Frames.text(frames)).isNotBlank();
            assertThat(server.api().items("live-words").get(1).path("content").asString())
                    .isEqualTo(Frames.text(frames));
        }
    }

    @Test
    void theSecondRequestCarriesTheFirstTurn() {
        String first = server.api()
                .say("live-history", "My cat is called Zanzibar.")
                .at("/output/0/text")
                .asString();
        server.api().say("live-history", "What is my cat called?");
        String sent = proxy.calls().getLast().sent();
        assertThat(sent).contains("My cat is called Zanzibar.", "What is my cat called?", KEY);
        assertThat(first).isNotBlank();
        assertThat(sent).contains("\"assistant\"");
    }

    @Test
    void stopClosesTheConnectionToTheModelWithinASecond() throws Exception {
        try (var reader = open("live-stop", LONG)) {
            reader.until(Frame::isDelta);
            long asked = System.nanoTime();
            server.api().cancel("live-stop");
            long closed = proxy.calls().getLast().hungUp().get(10, TimeUnit.SECONDS);
            assertThat((closed - asked) / 1_000_000).isLessThan(1_000);
            assertThat(Frames.last(reader.rest()).type()).isEqualTo("response.cancelled");
            assertThat(server.api().items("live-stop").get(1).path("content").asString())
                    .isEqualTo(Frames.text(reader.acknowledged()));
        }
    }

    @Test
    void aKillInTheMiddleOfAnAnswerLeavesTheTurnSealedWithItsText() {
        List<Frame> seen;
        try (var reader = open("live-kill", LONG).mayBeCut()) {
            for (int deltas = 0; deltas < 5; deltas++) {
                reader.until(Frame::isDelta);
            }
            server.kill9();
            seen = reader.rest();
        }
        server = server.restart();
        try (var tail = StrictReader.open(server.base(), Api.tail(Frames.responseId(seen), 0), schemas)) {
            List<Frame> all = tail.rest();
            assertThat(Frames.texts(all)).startsWith(Frames.texts(seen).toArray(String[]::new));
            assertThat(Frames.last(all).type()).isEqualTo("response.incomplete");
            assertThat(server.api().items("live-kill").get(1).path("content").asString())
                    .isEqualTo(Frames.text(all))
                    .isNotBlank();
        }
        assertThat(server.api().say("live-kill", "Thank you.").path("status").asString())
                .isEqualTo("completed");
    }
}
