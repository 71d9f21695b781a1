package dev.cowork.contracttests.guard;

import dev.cowork.contracttests.server.Http;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A client that sends a body without an end, as fast as it is taken, and reads what it is answered meanwhile. */
final class EndlessBody {

    /** Four times what the server has any reason to read. */
    private static final long ENOUGH = 256L << 20;

    private EndlessBody() {}

    /**
     * What came of it.
     *
     * @param answer everything that was answered
     * @param sent bytes of the body that were taken
     * @param cutOff whether the server closed the connection before all of them were
     */
    record Outcome(String answer, long sent, boolean cutOff) {}

    static Outcome send(URI base, Http.Request request) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(base.getHost(), base.getPort()), 5_000);
            socket.setSoTimeout(60_000);
            var answer = new ByteArrayOutputStream();
            Thread reader = Thread.ofVirtual().start(() -> read(socket, answer));
            long sent = write(base, request, socket, ENOUGH);
            boolean cutOff = sent < ENOUGH;
            socket.close();
            join(reader);
            return new Outcome(answer.toString(StandardCharsets.UTF_8), sent, cutOff);
        }
    }

    /** Sends this much of a body, says neither how much is to come nor that it has ended, and waits for an answer. */
    static String answerWithin(URI base, Http.Request request, long bytes) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(base.getHost(), base.getPort()), 5_000);
            socket.setSoTimeout(20_000);
            write(base, request, socket, bytes);
            return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
        }
    }

    private static long write(URI base, Http.Request request, Socket socket, long most) {
        byte[] head = (request.method() + " " + request.target() + " HTTP/1.1\r\nHost: " + base.getAuthority()
                        + "\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8);
        byte[] chunk = ("10000\r\n" + "a".repeat(1 << 16) + "\r\n").getBytes(StandardCharsets.UTF_8);
        long sent = 0;
        try {
            socket.getOutputStream().write(head);
            while (sent < most) {
                socket.getOutputStream().write(chunk);
                sent += chunk.length;
            }
        } catch (IOException e) {
            // cut off, as it should be
        }
        return sent;
    }

    private static void read(Socket socket, ByteArrayOutputStream answer) {
        try {
            byte[] buffer = new byte[8192];
            for (int read; (read = socket.getInputStream().read(buffer)) > 0; ) {
                answer.write(buffer, 0, read);
            }
        } catch (IOException e) {
            // what came before counts
        }
    }

    private static void join(Thread reader) {
        try {
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
