package dev.cowork.server.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Bytes as they are on the wire, for requests that no client library would send. */
public final class RawHttp {

    private RawHttp() {}

    /**
     * Sends a request and reads until the server closes; so say {@code Connection: close}.
     *
     * @param port the server's port on loopback
     * @param request the request; line feeds become CR LF
     * @return the whole answer, head and body
     */
    public static String send(int port, String request) {
        return send(port, request.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    /** As {@link #send(int, String)}, with bytes as they are. */
    public static String send(int port, byte[] request) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            try {
                socket.getOutputStream().write(request);
                socket.getOutputStream().flush();
            } catch (IOException e) {
                // the server may answer and close before everything is sent
            }
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
