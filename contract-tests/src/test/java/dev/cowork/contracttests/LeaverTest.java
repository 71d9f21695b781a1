package dev.cowork.contracttests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.server.Http;
import dev.cowork.contracttests.server.SharedServer;
import dev.cowork.contracttests.stream.Frame;
import dev.cowork.contracttests.stream.Frames;
import dev.cowork.contracttests.stream.StrictReader;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Catches: a client that leaves or asks for what is not there yet, and a turn or a reader that is never heard of again. */
class LeaverTest {

    private static final int LEAVERS = 150;

    private final Api api = SharedServer.api();
    private final Random random = new Random(11);

    @Test
    void aTurnWhoseClientLeftWhileItWasStartedRunsOrNeverWas() throws IOException {
        for (int i = 0; i < LEAVERS; i++) {
            leave("leaver-" + i, random.nextInt(30_000_000));
        }
        for (int i = 0; i < LEAVERS; i++) {
            String conversation = "leaver-" + i;
            // queues behind what was started, so it can be answered only if that ends
            assertThat(api.say(conversation, "/say next").path("status").asString())
                    .as(conversation)
                    .isEqualTo("completed");
            List<String> said = api.items(conversation).stream()
                    .map(item -> item.path("content").asString())
                    .toList();
            assertThat(said).as(conversation).hasSizeBetween(2, 4);
            if (said.size() == 4) {
                assertThat(said.get(0)).isEqualTo("/say left");
                assertThat(said.get(1)).contains("left");
            }
        }
    }

    private void leave(String conversation, int nanos) throws IOException {
        try (Socket socket = new Socket(api.base().getHost(), api.base().getPort())) {
            String body = Api.message(conversation, "/say left", true).toString();
            String request = "POST " + Api.path("/responses") + " HTTP/1.1\r\nHost: "
                    + api.base().getAuthority()
                    + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            LockSupport.parkNanos(nanos);
            socket.setSoLinger(true, 0);
        }
    }

    @Test
    void aReaderWhoseCursorLiesAheadEndsWithTheTurn() {
        try (var running = StrictReader.open(api.base(), Api.turn("ahead", "/emit 4000 1"), SharedServer.schemas())) {
            String response = running.until(Frame::isDelta).responseId();
            Http.Response ahead = api.send(Api.tail(response, 1_000_000_000_000_000L));
            assertThat(ahead.status()).isEqualTo(200);
            assertThat(ahead.body()).doesNotContain("data:");
            assertThat(Frames.last(running.rest()).type()).isEqualTo("response.completed");
        }
    }

    @Test
    void deletingWhileOthersWriteEndsInOrder() throws Exception {
        for (int i = 0; i < 20; i++) {
            String conversation = "raced-" + i;
            api.say(conversation, "/say first");
            var writers = new java.util.ArrayList<Thread>();
            for (int w = 0; w < 3; w++) {
                writers.add(Thread.ofVirtual().start(() -> {
                    Http.Response answer = api.send(Http.Request.of("POST", Api.path("/responses"))
                            .json(Api.message(conversation, "/say again", false).toString()));
                    assertThat(answer.status()).isLessThan(500);
                }));
            }
            Http.Response deleted = api.send(Http.Request.of("DELETE", Api.path("/conversations/" + conversation)));
            assertThat(deleted.status()).as(deleted.toString()).isIn(200, 204);
            for (Thread writer : writers) {
                writer.join(20_000);
                assertThat(writer.isAlive())
                        .as("a message that is never answered")
                        .isFalse();
            }
            assertThat(api.say(conversation, "/say anew").path("status").asString())
                    .isEqualTo("completed");
        }
    }
}
