package dev.cowork.server.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Bytes as they are on the wire, for requests that no client library would send. */
public final class RawHttp {

    private static final Pattern LENGTH = Pattern.compile("(?i)content-length: (\\d+)");

    private RawHttp() {}

    /**
     * Sends a request and reads one answer.
     *
     * @param port the server's port on loopback
     * @param request the request; line feeds become CR LF
     * @return the answer, head and body; what there is of it if the connection ends early
     */
    public static String send(int port, String request) {
        return send(port, request.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    /** As {@link #send(int, String)}, with bytes as they are. */
    public static String send(int port, byte[] request) {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            Thread.ofVirtual().start(() -> write(socket, request));
            byte[] buffer = new byte[8192];
            for (int read; !isWhole(answer) && (read = socket.getInputStream().read(buffer)) > 0; ) {
                answer.write(buffer, 0, read);
            }
        } catch (SocketException e) {
            // the server may close while it is still being written to
        } catch (IOException e) {
            throw new UncheckedIOException("Nothing more came after: " + answer.toString(StandardCharsets.UTF_8), e);
        }
        return answer.toString(StandardCharsets.UTF_8);
    }

    private static void write(Socket socket, byte[] request) {
        try {
            socket.getOutputStream().write(request);
            socket.getOutputStream().flush();
        } catch (IOException e) {
            // the server may answer and close before everything is sent
        }
    }

    private static boolean isWhole(ByteArrayOutputStream answer) {
        String text = answer.toString(StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        Matcher length = LENGTH.matcher(end < 0 ? "" : text.substring(0, end));
        return length.find() && text.length() >= end + 4 + Integer.parseInt(length.group(1));
    }
}
