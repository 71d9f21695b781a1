package dev.cowork.contracttests.stream;

import dev.cowork.contracttests.schema.StrictSchemas;
import dev.cowork.contracttests.server.Http;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads one stream frame by frame. A frame counts as acknowledged once its last byte has been read; the list of those
 * may be looked at from other threads while the reader reads.
 */
public final class StrictReader implements Closeable {

    private final Http.Exchange exchange;
    private final FrameParser parser;
    private final List<Frame> acknowledged = new CopyOnWriteArrayList<>();
    private final List<Long> arrivals = new CopyOnWriteArrayList<>();
    private final Queue<Frame> waiting = new ArrayDeque<>();
    private final byte[] buffer = new byte[1 << 13];
    private boolean cut;

    private StrictReader(Http.Exchange exchange, FrameParser parser) {
        this.exchange = exchange;
        this.parser = parser;
    }

    /** Opens a stream that must begin with {@code response.created}; anything but a 200 event stream fails. */
    public static StrictReader open(URI base, Http.Request request, StrictSchemas schemas) {
        return open(base, request, schemas, true, 0);
    }

    /** Opens a stream that goes on behind a cursor. */
    public static StrictReader resume(URI base, Http.Request request, StrictSchemas schemas) {
        return open(base, request, schemas, false, 0);
    }

    /** Opens a stream with a small receive buffer, for readers that shall make the server wait. */
    public static StrictReader slow(URI base, Http.Request request, StrictSchemas schemas, int receiveBuffer) {
        return open(base, request, schemas, true, receiveBuffer);
    }

    private static StrictReader open(
            URI base, Http.Request request, StrictSchemas schemas, boolean fromStart, int receiveBuffer) {
        try {
            Http.Exchange exchange = Http.open(base, request, receiveBuffer);
            String type = exchange.headers().getOrDefault("content-type", "");
            if (exchange.status() != 200 || !type.startsWith("text/event-stream")) {
                String body = new String(exchange.body().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
                exchange.close();
                throw new StreamFault("no stream: " + exchange.status() + " " + type, body);
            }
            if (!"no-store".equals(exchange.headers().get("cache-control"))) {
                throw new StreamFault(
                        "Cache-Control is not no-store", exchange.headers().toString());
            }
            return new StrictReader(exchange, new FrameParser(schemas, fromStart));
        } catch (IOException e) {
            throw new UncheckedIOException(request.method() + " " + request.target(), e);
        }
    }

    /** The next frame; null when the stream has ended in order or, after {@link #mayBeCut()}, by a cut. */
    public @Nullable Frame next() {
        while (waiting.isEmpty()) {
            try {
                int count = exchange.body().read(buffer, 0, buffer.length);
                if (count < 0) {
                    parser.end();
                    return null;
                }
                for (Frame frame : parser.feed(buffer, count)) {
                    waiting.add(frame);
                    acknowledged.add(frame);
                    arrivals.add(System.nanoTime());
                }
            } catch (IOException e) {
                if (cut) {
                    return null;
                }
                throw new StreamFault("the connection broke off (" + e.getMessage() + ")", "after " + lastText());
            }
        }
        return waiting.remove();
    }

    /** From now on a broken connection is no fault: the server is about to be killed. */
    public StrictReader mayBeCut() {
        cut = true;
        return this;
    }

    /** Reads to the end and gives every frame that was acknowledged, those read before included. */
    public List<Frame> rest() {
        for (Frame frame = next(); frame != null; frame = next()) {
            continue;
        }
        return List.copyOf(acknowledged);
    }

    /** Reads until a frame fits and gives it; fails when the stream ends before. */
    public Frame until(Predicate<Frame> fits) {
        for (Frame frame = next(); frame != null; frame = next()) {
            if (fits.test(frame)) {
                return frame;
            }
        }
        throw new StreamFault("the stream ended before the expected frame", "after " + lastText());
    }

    /** The frames acknowledged so far. */
    public List<Frame> acknowledged() {
        return acknowledged;
    }

    /** When each acknowledged frame came, by the clock of {@link System#nanoTime()}. */
    public List<Long> arrivals() {
        return new ArrayList<>(arrivals);
    }

    /** How many comments came so far. */
    public int comments() {
        return parser.comments();
    }

    /** The headers of the answer, names in small letters. */
    public java.util.Map<String, String> headers() {
        return exchange.headers();
    }

    private String lastText() {
        return acknowledged.isEmpty() ? "no frame" : acknowledged.getLast().text();
    }

    @Override
    public void close() {
        exchange.close();
    }
}
