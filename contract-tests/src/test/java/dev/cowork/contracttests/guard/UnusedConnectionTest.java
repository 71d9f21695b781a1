package dev.cowork.contracttests.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.server.SharedServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Catches: connections that somebody opens and forgets, and that the server keeps for ever. Runs for more than a minute. */
@Tag("slow")
@Order(3)
class UnusedConnectionTest {

    private static final URI BASE = SharedServer.server().base();

    private static Socket connect() throws IOException {
        var socket = new Socket();
        socket.connect(new InetSocketAddress(BASE.getHost(), BASE.getPort()), 5_000);
        socket.setSoTimeout(100_000);
        return socket;
    }

    /** Reads until the server closes the connection. */
    private static String rest(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void aConnectionThatNobodyUsesIsClosedAfterAWhileAndNotBefore() throws IOException {
        try (Socket used = connect();
                Socket never = connect()) {
            long begun = System.nanoTime();
            used.getOutputStream()
                    .write(("GET " + Api.path("/health") + " HTTP/1.1\r\nHost: " + BASE.getAuthority() + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));

            assertThat(rest(used)).startsWith("HTTP/1.1 200 ");
            assertThat((System.nanoTime() - begun) / 1e9).as("seconds").isBetween(60.0, 90.0);
            assertThat(rest(never)).isEmpty();
            assertThat((System.nanoTime() - begun) / 1e9).as("seconds").isBetween(60.0, 95.0);
        }
    }
}
