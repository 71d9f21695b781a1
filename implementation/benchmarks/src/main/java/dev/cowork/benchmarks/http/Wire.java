package dev.cowork.benchmarks.http;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One kept-alive HTTP/1.1 connection to this machine. Used by one thread. */
public final class Wire implements Closeable {

    private final int port;
    private final Socket socket = new Socket();
    private final OutputStream out;
    private final Buffered in;

    /**
     * Connects.
     *
     * @param port where the server listens
     * @throws IOException if nobody does
     */
    public Wire(int port) throws IOException {
        this.port = port;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(120_000);
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        out = socket.getOutputStream();
        in = new Buffered(socket.getInputStream());
    }

    /** Asks, and gives the body, which is to be read to its end. */
    public InputStream get(String path) throws IOException {
        return ask("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nAccept: */*\r\n\r\n");
    }

    /** Sends JSON, and gives the body of the answer, which is to be read to its end. */
    public InputStream post(String path, String json) throws IOException {
        return ask("POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port
                + "\r\nAccept: text/event-stream\r\nContent-Type: application/json\r\nContent-Length: "
                + json.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + json);
    }

    /** Sends JSON and reads the stream that comes, to its end; a refusal is a stream without frames. */
    public Frames stream(String path, String json) {
        try {
            return Frames.read(post(path, json));
        } catch (IOException refused) {
            return Frames.none();
        }
    }

    private InputStream ask(String request) throws IOException {
        out.write(request.getBytes(StandardCharsets.UTF_8));
        out.flush();
        String status = in.line();
        long length = -1;
        boolean chunked = false;
        for (String header = in.line(); !header.isEmpty(); header = in.line()) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Long.parseLong(lower.substring(15).strip());
            } else if (lower.startsWith("transfer-encoding:")) {
                chunked = lower.contains("chunked");
            }
        }
        InputStream body = new Body(in, chunked, length);
        if (!status.startsWith("HTTP/1.1 200")) {
            throw new IOException(status + " " + new String(body.readAllBytes(), StandardCharsets.UTF_8));
        }
        return body;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
