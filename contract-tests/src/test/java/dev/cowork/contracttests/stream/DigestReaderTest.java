package dev.cowork.contracttests.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.cowork.contracttests.contracts.Bundle;
import dev.cowork.contracttests.server.Http;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Catches: a digest that is the same for two streams that are not. */
class DigestReaderTest {

    private static final String ONE = frame(8, "one");
    private static final String TWO = frame(16, "two");

    private HttpServer server;

    private static String frame(int number, String delta) {
        return "id: resp_a:" + number + "\nevent: e\ndata: {\"delta\":\"" + delta + "\"}";
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private DigestReader open(String body, int piece) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                for (int at = 0; at < bytes.length; at += piece) {
                    out.write(bytes, at, Math.min(piece, bytes.length - at));
                    out.flush();
                }
            }
        });
        server.start();
        URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        return DigestReader.open(base, Http.Request.of("GET", "/"));
    }

    private FrameDigest read(String body) throws IOException {
        try (var reader = open(body, body.length())) {
            return reader.read(Integer.MAX_VALUE);
        } finally {
            server.stop(0);
        }
    }

    private static FrameDigest of(String... blocks) {
        return FrameDigest.of(List.of(blocks).stream()
                .map(text -> new Frame(null, text, Bundle.JSON.createObjectNode()))
                .toList());
    }

    @Test
    void theDigestOfAStreamIsThatOfItsFramesHoweverItComes() throws IOException {
        String body = ": connected\n\n" + ONE + "\n\n:\n\n" + TWO + "\n\n";
        FrameDigest expected = of(ONE, TWO);
        assertThat(expected.frames()).isEqualTo(2);
        assertThat(expected.first()).isEqualTo("resp_a:8");
        assertThat(expected.last()).isEqualTo("resp_a:16");
        assertThat(read(body)).isEqualTo(expected);
        try (var reader = open(body, 1)) {
            assertThat(reader.read(Integer.MAX_VALUE)).isEqualTo(expected);
        }
    }

    @Test
    void aFrameLongerThanTheBufferIsTakenWhole() throws IOException {
        String large = frame(24, "x".repeat(50_000));
        assertThat(read(ONE + "\n\n" + large + "\n\n" + TWO + "\n\n")).isEqualTo(of(ONE, large, TWO));
    }

    @Test
    void aReaderThatLeavesEarlyHasTheDigestOfWhatItRead() throws IOException {
        try (var reader = open(ONE + "\n\n" + TWO + "\n\n", 10)) {
            assertThat(reader.read(1)).isEqualTo(of(ONE));
        }
    }

    @Test
    void aMissingADoubledASwappedAndAChangedFrameGiveAnotherDigest() throws IOException {
        FrameDigest expected = of(ONE, TWO);
        assertThat(read(TWO + "\n\n")).isNotEqualTo(expected);
        assertThat(read(ONE + "\n\n" + ONE + "\n\n" + TWO + "\n\n")).isNotEqualTo(expected);
        assertThat(read(TWO + "\n\n" + ONE + "\n\n")).isNotEqualTo(expected);
        assertThat(read(ONE + "\n\n" + frame(16, "tWo") + "\n\n")).isNotEqualTo(expected);
        assertThat(read(ONE + "\n" + TWO + "\n\n")).isNotEqualTo(expected);
    }

    @Test
    void aBlockWithoutItsBlankLineIsRefused() {
        assertThatThrownBy(() -> read(ONE + "\n\n" + TWO + "\n")).hasMessageContaining("lacks its blank line");
    }
}
