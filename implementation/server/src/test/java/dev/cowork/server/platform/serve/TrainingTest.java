package dev.cowork.server.platform.serve;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bug class: a build that waits for ever for a record that it can do without. */
@Timeout(60)
class TrainingTest {

    private final ServerSocket socket;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    TrainingTest() throws IOException {
        socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        socket.close();
        threads.shutdownNow();
    }

    @Test
    void an_answer_that_begins_and_does_not_end_fails_it() throws Exception {
        Future<Socket> asked = answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n: \r\n");

        assertThatThrownBy(() -> send(Duration.ofSeconds(1)))
                .isInstanceOf(IOException.class)
                .hasMessage("The training was not answered in 1 s");

        asked.get().close();
    }

    @Test
    void another_answer_than_200_fails_it() throws Exception {
        Future<Socket> asked = answer("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n");

        assertThatThrownBy(() -> send(Duration.ofSeconds(30))).hasMessage("The training was answered with 503");

        asked.get().close();
    }

    private Future<Socket> answer(String bytes) {
        return threads.submit(() -> {
            Socket asked = socket.accept();
            asked.getOutputStream().write(bytes.getBytes(StandardCharsets.US_ASCII));
            return asked;
        });
    }

    private void send(Duration limit) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            Training.send(
                    client,
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + socket.getLocalPort()))
                            .build(),
                    limit);
        }
    }
}
