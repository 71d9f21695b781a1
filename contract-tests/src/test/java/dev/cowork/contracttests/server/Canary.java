package dev.cowork.contracttests.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** A server on all addresses of this machine that nobody may reach. */
public final class Canary implements AutoCloseable {

    private static final byte[] ANSWER =
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 6\r\nConnection: close\r\n\r\nsecret"
                    .getBytes(StandardCharsets.US_ASCII);

    private final AtomicInteger heard = new AtomicInteger();
    private final ServerSocket socket;

    public Canary() {
        try {
            socket = new ServerSocket(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::listen);
    }

    private void listen() {
        while (!socket.isClosed()) {
            try (Socket caller = socket.accept()) {
                heard.incrementAndGet();
                caller.getOutputStream().write(ANSWER);
            } catch (IOException closed) {
                // the caller has left, or the test is over
            }
        }
    }

    public int port() {
        return socket.getLocalPort();
    }

    /** How many connections reached it. */
    public int heard() {
        return heard.get();
    }

    /** Reaches it once, and waits for its answer. */
    public void call() throws IOException {
        try (Socket caller = new Socket(InetAddress.getLoopbackAddress(), port())) {
            caller.getInputStream().readAllBytes();
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
