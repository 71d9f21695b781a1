package dev.cowork.contracttests.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.stream.Frame;
import dev.cowork.contracttests.stream.Frames;
import dev.cowork.contracttests.stream.StrictReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Catches: a provider that breaks off, refuses or is left, and takes the turn's text, its end or its own words with it. */
class ScriptedFaultsTest extends ScriptedModelFixture {

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
            assertThat((closed.get(20, TimeUnit.SECONDS) - asked) / 1_000_000)
                    .as("milliseconds until the model's connection was closed")
                    .isLessThan(5_000);
            assertThat(Frames.last(reader.rest()).type()).isEqualTo("response.cancelled");
        }
    }
}
