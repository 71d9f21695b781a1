package dev.cowork.modelstub.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Listens on 127.0.0.1; each connection has a virtual thread. */
public final class HttpListener implements AutoCloseable {

    private static final long PAUSE_NANOS = 20_000_000;

    private final ServerSocket server;
    private final Consumer<Exchange> handler;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final Thread accepting;

    /**
     * Listens at once.
     *
     * @param port the port, or 0 for a free one
     * @param handler answers an exchange, on a thread of its own
     * @throws IOException when the port is taken
     */
    public HttpListener(int port, Consumer<Exchange> handler) throws IOException {
        this.handler = handler;
        this.server = new ServerSocket(port, 1024, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        this.accepting = Thread.ofPlatform().daemon().name("model-stub-accept").start(this::accept);
    }

    /** The port it listens on. */
    public int port() {
        return server.getLocalPort();
    }

    /** Waits until it is closed. */
    public void join() throws InterruptedException {
        accepting.join();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Connection connection = new Connection(socket, handler);
                connections.add(connection);
                Thread.ofVirtual().name("model-stub-connection").start(() -> {
                    try {
                        connection.run();
                    } finally {
                        connections.remove(connection);
                    }
                });
            } catch (IOException e) {
                if (!server.isClosed()) {
                    System.err.println("accept: " + e.getMessage());
                    LockSupport.parkNanos(PAUSE_NANOS); // there may be no file handle left for a while
                }
            }
        }
    }

    /** Stops listening and closes every connection. */
    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            System.err.println("close: " + e.getMessage());
        }
        connections.forEach(Connection::shut);
    }
}
