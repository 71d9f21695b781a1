package dev.cowork.modelstub.http;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One request and its answer. Everything that writes or waits throws {@link ClientGone} as soon as the client is gone. */
public final class Exchange {

    private static final byte[] LINE = {'\r', '\n'};
    private static final byte[] LAST_CHUNK = {'0', '\r', '\n', '\r', '\n'};

    private final HttpRequest request;
    private final Socket socket;
    private final OutputStream out;
    private final Fate fate = new Fate();
    private final CountDownLatch gone = new CountDownLatch(1);

    Exchange(HttpRequest request, Socket socket, OutputStream out) {
        this.request = request;
        this.socket = socket;
        this.out = out;
    }

    /** What was asked. */
    public HttpRequest request() {
        return request;
    }

    /** How it goes. */
    public Fate fate() {
        return fate;
    }

    /** A whole answer. */
    public void send(int status, Map<String, String> headers, byte[] body) {
        run(() -> {
            head(status, headers, status == 204 ? "" : "content-length: " + body.length);
            fate.end(Fate.Ending.ANSWERED);
            out.write(body);
            out.flush();
        });
    }

    /** The head of an answer that follows in parts. */
    public void start(int status, Map<String, String> headers) {
        run(() -> head(status, headers, request.http11() ? "transfer-encoding: chunked" : "connection: close"));
    }

    /** One part. It may stay in the buffer until the next pause, flush or end. */
    public void write(byte[] part) {
        run(() -> chunk(part, part.length));
    }

    /** Sends what is in the buffer. */
    public void flush() {
        run(out::flush);
    }

    /** The last part and the end. */
    public void finish(byte[] part) {
        run(() -> {
            // before the last byte is out: whoever has read it may close without having broken anything off
            fate.end(Fate.Ending.ANSWERED);
            if (part.length > 0) {
                chunk(part, part.length);
            }
            if (request.http11()) {
                out.write(LAST_CHUNK);
            }
            out.flush();
        });
    }

    /** Promises a part, sends only its first bytes and closes the socket. */
    public void tear(byte[] part, int keep) {
        run(() -> {
            chunk(part, keep);
            cut();
        });
    }

    /** Promises a whole answer, sends only the first bytes of its body and closes the socket. */
    public void sendTorn(int status, Map<String, String> headers, byte[] body, int keep) {
        run(() -> {
            head(status, headers, "content-length: " + body.length);
            out.write(body, 0, keep);
            cut();
        });
    }

    /** Ends an answer that cannot go on: by this one if nothing was sent, else by closing the socket. */
    public void abandon(int status, byte[] body) {
        if (fate.status() == 0) {
            send(status, Map.of("content-type", "application/json"), body);
        } else {
            run(this::cut);
        }
    }

    /** Waits; ends early, by {@link ClientGone}, when the client goes. */
    public void pause(long millis) {
        flush();
        try {
            if (gone.await(millis, TimeUnit.MILLISECONDS)) {
                throw new ClientGone();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClientGone();
        }
    }

    /** Says nothing more until the client goes. */
    public void hang() {
        pause(Long.MAX_VALUE);
    }

    /** Called by whoever watches the socket. */
    void leave(Fate.Ending how) {
        fate.end(how);
        gone.countDown();
    }

    boolean staysOpen() {
        return fate.ending() == Fate.Ending.ANSWERED && request.keepsAlive();
    }

    private void cut() throws IOException {
        fate.end(Fate.Ending.CUT);
        out.flush();
        socket.close();
    }

    private void head(int status, Map<String, String> headers, String framing) throws IOException {
        fate.status(status);
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " " + (status < 400 ? "OK" : "Error") + "\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        if (!framing.isEmpty()) {
            head.append(framing).append("\r\n");
        }
        out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    private void chunk(byte[] part, int keep) throws IOException {
        if (request.http11()) {
            out.write(Integer.toHexString(part.length).getBytes(StandardCharsets.US_ASCII));
            out.write(LINE);
        }
        out.write(part, 0, keep);
        if (request.http11() && keep == part.length) {
            out.write(LINE);
        }
    }

    private void run(Writing writing) {
        if (gone.getCount() == 0) {
            throw new ClientGone();
        }
        try {
            writing.run();
        } catch (IOException e) {
            leave(Fate.Ending.CLIENT_CLOSED);
            throw new ClientGone();
        }
    }

    @FunctionalInterface
    private interface Writing {
        void run() throws IOException;
    }
}
