package dev.cowork.modelstub.http;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * One socket. While an answer is being made by a thread of its own, this one goes on reading, so that a client that closes is
 * noticed at once, whatever the other thread is at.
 */
final class Connection implements Runnable {

    private final Socket socket;
    private final Consumer<Exchange> handler;
    private volatile boolean closing;

    Connection(Socket socket, Consumer<Exchange> handler) {
        this.socket = socket;
        this.handler = handler;
    }

    @Override
    public void run() {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream(), 16 * 1024);
            OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 8 * 1024);
            HttpReader reader = new HttpReader(in, out);
            for (HttpRequest request = read(reader, out); request != null; request = read(reader, out)) {
                if (!answer(new Exchange(request, socket, out), in)) {
                    return;
                }
            }
        } catch (IOException e) {
            // the client went between two requests or inside one: there is nobody to tell
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean answer(Exchange exchange, InputStream in) throws IOException, InterruptedException {
        Thread worker = Thread.ofVirtual().name("model-stub-answer").start(() -> work(exchange));
        if (ended(in)) {
            exchange.leave(closing ? Fate.Ending.STUB_CLOSED : Fate.Ending.CLIENT_CLOSED);
            socket.close(); // ends a write to a client that does not read
            worker.join();
            return false;
        }
        worker.join();
        return exchange.staysOpen();
    }

    private void work(Exchange exchange) {
        try {
            handler.accept(exchange);
        } catch (ClientGone e) {
            return; // recorded where it was noticed
        } finally {
            if (!exchange.staysOpen()) {
                close(); // wakes the thread that watches
            }
        }
    }

    /** Waits for the next request's first byte, or for the end of the connection. */
    private static boolean ended(InputStream in) {
        try {
            in.mark(1);
            boolean ended = in.read() < 0;
            in.reset();
            return ended;
        } catch (IOException e) {
            return true;
        }
    }

    private static @org.jspecify.annotations.Nullable HttpRequest read(HttpReader reader, OutputStream out)
            throws IOException {
        try {
            return reader.next();
        } catch (ProtocolException e) {
            out.write("HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
            return null;
        }
    }

    void shut() {
        closing = true;
        close();
    }

    private void close() {
        try {
            socket.close();
        } catch (IOException e) {
            return; // it is closed
        }
    }
}
