package dev.cowork.contracttests.server;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** One connection for many requests, one after the other; a new one when the server has closed it. For one thread. */
public final class KeptConnection implements Closeable {

    private static final int LIMIT = 60_000;

    private final URI base;
    private @Nullable Socket socket;
    private @Nullable InputStream in;

    /** Connects with the first request. */
    public KeptConnection(URI base) {
        this.base = base;
    }

    /** Sends a request and waits for its whole answer; a connection that breaks within it is an error. */
    public Http.Response send(Http.Request request) {
        try {
            return exchange(request);
        } catch (IOException | RuntimeException e) {
            close();
            throw new UncheckedIOException(
                    request.method() + " " + request.target() + ": " + e.getMessage(),
                    e instanceof IOException io ? io : new IOException(e));
        }
    }

    private Http.Response exchange(Http.Request request) throws IOException {
        Socket open = socket;
        InputStream answers = in;
        if (open == null || answers == null) {
            open = new Socket();
            open.setTcpNoDelay(true);
            open.setSoTimeout(LIMIT);
            open.connect(new InetSocketAddress(base.getHost(), base.getPort()), 5_000);
            answers = new BufferedInputStream(open.getInputStream(), 1 << 13);
            socket = open;
            in = answers;
        }
        open.getOutputStream().write(request.bytes(base, "keep-alive"));
        Http.Response response = Http.whole(new Http.Exchange(open, answers), request.method());
        if (response.header("connection").orElse("").equalsIgnoreCase("close")) {
            close();
        }
        return response;
    }

    @Override
    public void close() {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        socket = null;
        in = null;
    }
}
