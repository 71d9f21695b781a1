package dev.cowork.modelstub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.modelstub.http.Fate;
import dev.cowork.modelstub.wire.Json;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What is recorded of requests, above all of clients that go. */
class RecordingTest {

    private Talk talk;

    @BeforeEach
    void start() throws Exception {
        talk = new Talk();
    }

    @AfterEach
    void stop() {
        talk.close();
    }

    @Test
    void everyRequestIsRecordedWithItsBodyAndHowItEnded() throws Exception {
        talk.ask(Wire.CHAT, Wire.CHAT.client().ask("hello"));
        talk.post("/nowhere", "no json", "x-mine", "yes");
        JsonNode list = Talk.json(talk.get("/stub/requests")).path("requests");
        assertThat(list.size()).isEqualTo(2);
        JsonNode first = list.get(0);
        assertThat(Json.text(first, "dialect")).isEqualTo("chat");
        assertThat(Json.text(first, "path")).isEqualTo("/v1/chat/completions");
        assertThat(first.at("/body/messages/0/content").asString("")).isEqualTo("hello");
        assertThat(Json.text(first, "ending")).isEqualTo("answered");
        assertThat(first.path("status").intValue()).isEqualTo(200);
        assertThat(first.path("closed_by_client").booleanValue()).isFalse();
        assertThat(first.path("closed_by_client_ms").isNull()).isTrue();
        JsonNode second = list.get(1);
        assertThat(second.path("body").asString("")).isEqualTo("no json");
        assertThat(second.path("status").intValue()).isEqualTo(404);
        assertThat(second.at("/headers/x-mine").asString("")).isEqualTo("yes");

        assertThat(talk.delete("/stub/requests").statusCode()).isEqualTo(204);
        assertThat(talk.stub().requests()).isEmpty();
        JsonNode health = Talk.json(talk.get("/stub/health"));
        assertThat(Json.text(health, "status")).isEqualTo("ok");
        assertThat(health.path("requests").intValue()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "!say go\\n\n!emit 100000 20", // streams
                "!say go\\n\n!wait 3600000", // waits
                "!say go\\n\n!hang", // hangs
                "!say go\\n\n!emit 1000000", // writes faster than the client reads
            })
    void aClientThatClosesIsNoticedSoon(String script) throws Exception {
        String body = Wire.CHAT.client().ask(script).toString();
        long closed;
        try (Socket socket = RawSocket.open(talk.stub(), Wire.CHAT.path(), body)) {
            RawSocket.await(socket, "go");
            closed = System.nanoTime();
        }
        RecordedRequest request = ended();
        assertThat(System.nanoTime() - closed).isLessThan(5_000_000_000L);
        assertThat(request.ending()).isEqualTo(Fate.Ending.CLIENT_CLOSED);
        assertThat(request.closedByClientMs()).isNotNull().isNotNegative();
    }

    @Test
    void aClientThatClosesBeforeAnythingIsSaidIsNoticedToo() throws Exception {
        String body = Wire.ANTHROPIC.client().ask("!wait 3600000").toString();
        try (Socket socket = RawSocket.open(talk.stub(), Wire.ANTHROPIC.path(), body)) {
            while (talk.stub().requests().isEmpty()) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
            socket.setSoLinger(true, 0); // a reset instead of an orderly end
        }
        assertThat(ended().closedByClient()).isTrue();
        assertThat(ended().status()).isZero();
    }

    @Test
    void aClientThatClosesAfterTheLastByteHasNotBrokenAnythingOff() throws Exception {
        for (int i = 0; i < 20; i++) {
            String body = Wire.ANTHROPIC.client().ask("!say " + i).toString();
            try (Socket socket = RawSocket.open(talk.stub(), Wire.ANTHROPIC.path(), body)) {
                RawSocket.await(socket, "message_stop\"}");
            }
        }
        assertThat(talk.stub().requests()).hasSize(20).allMatch(request -> request.ending() == Fate.Ending.ANSWERED);
    }

    @Test
    void hangSendsTheHeadersAndThenNothing() throws Exception {
        String body = Wire.RESPONSES.client().ask("!hang").toString();
        try (Socket socket = RawSocket.open(talk.stub(), Wire.RESPONSES.path(), body)) {
            RawSocket.await(socket, "\r\n\r\n");
            socket.setSoTimeout(300);
            assertThat(org.assertj.core.api.Assertions.catchThrowable(
                            () -> socket.getInputStream().read()))
                    .isInstanceOf(java.net.SocketTimeoutException.class);
            assertThat(talk.stub().requests().getFirst().ending()).isEqualTo(Fate.Ending.RUNNING);
            talk.stub().close();
            assertThat(ended().ending()).isEqualTo(Fate.Ending.STUB_CLOSED);
        }
    }

    @Test
    void oneConnectionCarriesManyRequestsAndChunkedBodies() throws Exception {
        String body = Wire.CHAT.client().ask("!say ok").toString();
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head = "POST /v1/chat/completions HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n";
        String chunk = Integer.toHexString(bytes.length) + "\r\n" + body + "\r\n0\r\n\r\n";
        try (Socket socket = connect()) {
            for (int i = 0; i < 3; i++) {
                socket.getOutputStream().write((head + chunk).getBytes(StandardCharsets.UTF_8));
                RawSocket.await(socket, "[DONE]\n\n\r\n0\r\n\r\n");
            }
        }
        assertThat(talk.stub().requests()).hasSize(3);
    }

    @Test
    void whatIsNotHttpIsRefusedAndBoundsHold() throws Exception {
        assertThat(raw("hello\r\n\r\n")).startsWith("HTTP/1.1 400");
        assertThat(raw("GET / HTTP/1.1\r\nx: " + "a".repeat(70_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 400");
        assertThat(raw("POST /v1/messages HTTP/1.1\r\ncontent-length: 99999999999\r\n\r\n"))
                .startsWith("HTTP/1.1 400");
        assertThat(raw("POST /v1/messages HTTP/1.1\r\ncontent-length: -1\r\n\r\n"))
                .startsWith("HTTP/1.1 400");
    }

    private String raw(String request) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
        }
    }

    private Socket connect() throws IOException {
        return new Socket("127.0.0.1", URI.create(talk.stub().baseUrl()).getPort());
    }

    /** The only request, once it has ended. */
    private RecordedRequest ended() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (System.nanoTime() < deadline) {
            List<RecordedRequest> requests = talk.stub().requests();
            if (!requests.isEmpty() && requests.getFirst().ending() != Fate.Ending.RUNNING) {
                return requests.getFirst();
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        throw new AssertionError("it still runs");
    }
}
