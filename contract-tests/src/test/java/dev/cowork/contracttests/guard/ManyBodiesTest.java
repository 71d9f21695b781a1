package dev.cowork.contracttests.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.contracts.Bundle;
import dev.cowork.contracttests.contracts.Operation;
import dev.cowork.contracttests.schema.StrictSchemas;
import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.server.Http;
import dev.cowork.contracttests.server.ServedBundle;
import dev.cowork.contracttests.server.ServerProcess;
import dev.cowork.contracttests.stream.Frame;
import dev.cowork.contracttests.stream.Frames;
import dev.cowork.contracttests.stream.StrictReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Catches: bodies that are each small enough and together more than the memory, or that grow when they are read. */
class ManyBodiesTest {

    private static final int LARGE = 30 << 20;
    private static final int AT_ONCE = 10;

    private static final ServerProcess SERVER = ServerProcess.start();

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Test
    void manyLargeMessagesAtOnceAreAllAnsweredWhileATurnRuns() throws IOException {
        var schemas = new StrictSchemas(ServedBundle.of(SERVER.base()));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                var running = StrictReader.open(SERVER.base(), Api.turn("running", "/emit 200 20"), schemas)) {
            running.until(Frame::isDelta);
            var answers = new ArrayList<CompletableFuture<String>>();
            for (int i = 0; i < AT_ONCE; i++) {
                String start = "{\"conversation_id\":\"large-" + i + "\",\"stream\":false,\"input\":\"/say ";
                answers.add(CompletableFuture.supplyAsync(() -> post("/responses", start, "a", "\"}"), threads));
            }
            List<String> statuses =
                    answers.stream().map(CompletableFuture::join).toList();

            assertThat(statuses).allMatch(status -> status.matches("HTTP/1\\.1 (200|413|422|503)"), "an answer");
            assertThat(Frames.last(running.rest()).type()).isEqualTo("response.completed");
        }
        assertThat(SERVER.isAlive()).isTrue();
        assertThat(SERVER.api().say("after", "/say still here").path("status").asString())
                .isEqualTo("completed");
        // what was held has been given back: a body as large as those is read and judged again
        assertThat(post("/responses", "{\"stream\":false,\"input\":\"", "a", "\"}"))
                .isEqualTo("HTTP/1.1 422");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[],", "0,"})
    void aMessageOfNothingButSmallPartsIsRefused(String part) {
        assertThat(post("/responses", "{\"stream\":false,\"input\":[", part, "0]}"))
                .isEqualTo("HTTP/1.1 400");
        assertThat(SERVER.isAlive()).isTrue();
    }

    @Test
    void aLargeBodyIs413WhereNoPicturesCome() {
        List<Operation> others = Bundle.all().stream()
                .flatMap(bundle -> bundle.operations().stream())
                .filter(Operation::hasBody)
                .filter(operation -> !operation.id().equals("createResponse"))
                .toList();
        assertThat(others).isNotEmpty();
        for (Operation operation : others) {
            String path = operation.fullPath().replaceAll("\\{.*?}", "absent");
            Http.Response answer = Http.send(
                    SERVER.base(),
                    (operation.verb() + " " + path
                                    + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                    + "Connection: close\r\nContent-Length: " + (8 << 20) + "\r\n\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            assertThat(answer.status()).as(operation.id()).isEqualTo(413);
        }
    }

    /** Sends a body of {@link #LARGE} bytes in small pieces, so that this side needs no memory either; gives the start of the answer. */
    private String post(String path, String start, String part, String end) {
        byte[] piece = part.repeat((1 << 16) / part.length()).getBytes(StandardCharsets.UTF_8);
        int pieces = LARGE / piece.length;
        long length = start.length() + (long) pieces * piece.length + end.length();
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(SERVER.base().getHost(), SERVER.base().getPort()), 5_000);
            socket.setSoTimeout(90_000);
            var answer = CompletableFuture.supplyAsync(
                    () -> firstLine(socket), command -> Thread.ofVirtual().start(command));
            try {
                var out = socket.getOutputStream();
                out.write(
                        ("POST " + Api.path(path) + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                        + "Connection: close\r\nContent-Length: " + length + "\r\n\r\n" + start)
                                .getBytes(StandardCharsets.UTF_8));
                for (int i = 0; i < pieces; i++) {
                    out.write(piece);
                }
                out.write(end.getBytes(StandardCharsets.UTF_8));
            } catch (IOException cutOff) {
                // the answer says why
            }
            return answer.join();
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static String firstLine(Socket socket) {
        try {
            return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
