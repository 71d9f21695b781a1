package dev.cowork.contracttests.server;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** HTTP/1.1 over a socket of its own for each request: nothing is added, corrected, retried or kept. */
public final class Http {

    private static final Duration LIMIT = Duration.ofSeconds(150);

    private Http() {}

    /** A request. {@code target} goes out as it is; headers may replace {@code Host}. */
    public record Request(
            String method,
            String target,
            Map<String, String> headers,
            @Nullable String body) {

        /** A request without headers of its own and without a body. */
        public static Request of(String method, String target) {
            return new Request(method, target, Map.of(), null);
        }

        /** The same with one more header. */
        public Request with(String name, String value) {
            Map<String, String> all = new LinkedHashMap<>(headers);
            all.put(name, value);
            return new Request(method, target, all, body);
        }

        /** The same with a JSON body. */
        public Request json(String json) {
            Map<String, String> all = new LinkedHashMap<>(headers);
            all.putIfAbsent("Content-Type", "application/json");
            return new Request(method, target, all, json);
        }

        /** The request on the wire. */
        public byte[] bytes(URI base) {
            return bytes(base, "close");
        }

        byte[] bytes(URI base, String connection) {
            var head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
            if (headers.keySet().stream().noneMatch("Host"::equalsIgnoreCase)) {
                head.append("Host: ").append(base.getAuthority()).append("\r\n");
            }
            headers.forEach((name, value) ->
                    head.append(name).append(": ").append(value).append("\r\n"));
            byte[] content = body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
            if (body != null) {
                head.append("Content-Length: ").append(content.length).append("\r\n");
            }
            head.append("Connection: ").append(connection).append("\r\n\r\n");
            byte[] start = head.toString().getBytes(StandardCharsets.UTF_8);
            byte[] all = java.util.Arrays.copyOf(start, start.length + content.length);
            System.arraycopy(content, 0, all, start.length, content.length);
            return all;
        }
    }

    /** A whole answer; header names in small letters. */
    public record Response(int status, Map<String, String> headers, String body) {

        /** A header, if it is there. */
        public Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
        }

        /** The media type without its parameters; empty when there is none. */
        public String mediaType() {
            return header("content-type").orElse("").replaceFirst(";.*", "").strip();
        }
    }

    /** An answer whose body is still coming. */
    public static final class Exchange implements Closeable {

        private final Socket socket;
        private final InputStream in;
        private final int status;
        private final Map<String, String> headers = new LinkedHashMap<>();
        private final InputStream body;

        private Exchange(Socket socket) throws IOException {
            this(socket, new BufferedInputStream(socket.getInputStream(), 1 << 13));
        }

        Exchange(Socket socket, InputStream in) throws IOException {
            this.socket = socket;
            this.in = in;
            status = Integer.parseInt(line().split(" ", 3)[1]);
            for (String line = line(); !line.isEmpty(); line = line()) {
                int colon = line.indexOf(':');
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
            body = "chunked".equalsIgnoreCase(headers.get("transfer-encoding"))
                    ? new ChunkedBody(in)
                    : headers.containsKey("content-length")
                            ? new SizedBody(in, Long.parseLong(headers.get("content-length")))
                            : in;
        }

        private String line() throws IOException {
            var line = new ByteArrayOutputStream();
            for (int b = in.read(); b != '\n'; b = in.read()) {
                if (b < 0) {
                    throw new EOFException("the connection was closed within the head of an answer");
                }
                if (b != '\r') {
                    line.write(b);
                }
            }
            return line.toString(StandardCharsets.ISO_8859_1);
        }

        /** The status. */
        public int status() {
            return status;
        }

        /** The headers, names in small letters. */
        public Map<String, String> headers() {
            return headers;
        }

        /** The decoded body as it arrives. A connection cut within it is an {@link IOException}. */
        public InputStream body() {
            return body;
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

    /** Sends a request and waits for its whole answer. */
    public static Response send(URI base, Request request) {
        try (Exchange exchange = open(base, request, 0)) {
            return whole(exchange, request.method());
        } catch (IOException e) {
            throw new UncheckedIOException(request.method() + " " + request.target() + ": " + e.getMessage(), e);
        }
    }

    /** Sends these bytes and waits for one whole answer. */
    public static Response send(URI base, byte[] request) {
        try (Exchange exchange = raw(base, request, 0)) {
            return whole(exchange, "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Response whole(Exchange exchange, String method) throws IOException {
        byte[] body = method.equals("HEAD") || exchange.status() == 204
                ? new byte[0]
                : exchange.body().readAllBytes();
        return new Response(exchange.status(), exchange.headers(), new String(body, StandardCharsets.UTF_8));
    }

    /**
     * Sends a request and returns as soon as the head of the answer is there.
     *
     * @param receiveBuffer size of the socket's receive buffer in bytes; 0 leaves it to the system
     */
    public static Exchange open(URI base, Request request, int receiveBuffer) throws IOException {
        return raw(base, request.bytes(base), receiveBuffer);
    }

    /** Sends these bytes and reads one answer. */
    public static Exchange raw(URI base, byte[] request, int receiveBuffer) throws IOException {
        Socket socket = new Socket();
        try {
            if (receiveBuffer > 0) {
                socket.setReceiveBufferSize(receiveBuffer);
            }
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) LIMIT.toMillis());
            socket.connect(new InetSocketAddress(base.getHost(), base.getPort()), 30_000);
            socket.getOutputStream().write(request);
            return new Exchange(socket);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }
}
