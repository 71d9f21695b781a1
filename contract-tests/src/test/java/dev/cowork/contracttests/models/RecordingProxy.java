package dev.cowork.contracttests.models;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands between the server and its model, byte for byte, and remembers what was asked and when a caller hung up. */
final class RecordingProxy implements AutoCloseable {

    /** One connection: what the caller sent so far, and when it was the caller who closed. */
    static final class Call {

        private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
        private final CompletableFuture<Long> hungUp = new CompletableFuture<>();

        /** Everything the caller sent, heads and bodies. */
        synchronized String sent() {
            return sent.toString(StandardCharsets.UTF_8);
        }

        /** The moment, by the clock of {@link System#nanoTime()}, at which the caller's side was closed. */
        CompletableFuture<Long> hungUp() {
            return hungUp;
        }

        private synchronized void add(byte[] bytes, int length) {
            sent.write(bytes, 0, length);
        }
    }

    private final URI target;
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Call> calls = new CopyOnWriteArrayList<>();

    RecordingProxy(URI target) throws IOException {
        this.target = target;
        daemon(this::accept);
    }

    /** The address to use instead of the target's. */
    String url() {
        return "http://127.0.0.1:" + listener.getLocalPort() + target.getPath();
    }

    /** All connections that carried a request for an answer. */
    List<Call> calls() {
        return calls.stream()
                .filter(call -> call.sent().contains("/chat/completions"))
                .toList();
    }

    private static void daemon(Runnable work) {
        Thread.ofPlatform().daemon().start(work);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket caller = listener.accept();
                Socket model = new Socket(target.getHost(), target.getPort());
                var call = new Call();
                calls.add(call);
                daemon(() -> {
                    pump(caller, model, call);
                    call.hungUp.complete(System.nanoTime());
                });
                daemon(() -> pump(model, caller, null));
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void pump(Socket from, Socket to, Call record) {
        byte[] buffer = new byte[1 << 13];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                if (record != null) {
                    record.add(buffer, count);
                }
                out.write(buffer, 0, count);
                out.flush();
            }
        } catch (IOException e) {
            // either side closed, which is what a test may wait for
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
