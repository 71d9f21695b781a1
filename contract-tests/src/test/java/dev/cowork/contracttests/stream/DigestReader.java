package dev.cowork.contracttests.stream;

import dev.cowork.contracttests.server.Http;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads a stream and keeps nothing of it but a digest of the blocks that are frames; comments are skipped. For thousands of readers of a
 * stream that a {@link StrictReader} has found right: whatever is not the same bytes has another digest.
 */
public final class DigestReader implements Closeable {

    private static final int COMMENT = ':';

    private final Http.Exchange exchange;
    private final FrameDigest.Sum sum = new FrameDigest.Sum();
    private byte[] buffer = new byte[1 << 13];
    private int start;
    private int scanned;
    private int end;

    private DigestReader(Http.Exchange exchange) {
        this.exchange = exchange;
    }

    /** Opens a stream; anything but a 200 event stream fails. */
    public static DigestReader open(URI base, Http.Request request) {
        try {
            Http.Exchange exchange = Http.open(base, request, 0);
            String type = exchange.headers().getOrDefault("content-type", "");
            if (exchange.status() == 200 && type.startsWith("text/event-stream")) {
                return new DigestReader(exchange);
            }
            try (exchange) {
                throw new StreamFault(
                        "no stream: " + exchange.status() + " " + type,
                        new String(exchange.body().readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(request.method() + " " + request.target(), e);
        }
    }

    /** Reads a whole stream. */
    public static FrameDigest read(URI base, Http.Request request) {
        try (var reader = open(base, request)) {
            return reader.read(Integer.MAX_VALUE);
        }
    }

    /** Reads to the end, or until this many frames have come, and gives what they come to. Only once. */
    public FrameDigest read(int most) {
        InputStream body = exchange.body();
        try {
            while (sum.frames() < most && !nextBlock(body)) {
                continue;
            }
            return sum.digest();
        } catch (IOException e) {
            throw new StreamFault("the connection broke off (" + e.getMessage() + ")", "after " + sum.digest());
        }
    }

    /** Takes one block; true when there is none any more. */
    private boolean nextBlock(InputStream body) throws IOException {
        for (int blank = blankLine(); ; blank = blankLine()) {
            if (blank >= 0) {
                take(blank);
                return false;
            }
            makeRoom();
            int count = body.read(buffer, end, buffer.length - end);
            if (count < 0) {
                if (end > start) {
                    throw new StreamFault("the last block lacks its blank line and is lost", text(start, end));
                }
                return true;
            }
            end += count;
        }
    }

    /** Where the next block ends, or -1. */
    private int blankLine() {
        for (int i = Math.max(scanned, start + 1); i < end; i++) {
            if (buffer[i] == '\n' && buffer[i - 1] == '\n') {
                scanned = i + 1;
                return i - 1;
            }
        }
        scanned = end;
        return -1;
    }

    private void take(int blank) {
        if (buffer[start] != COMMENT) {
            sum.add(buffer, start, blank - start);
        } else if (text(start, blank).contains("\ndata:")) {
            throw new StreamFault("a comment within the block of a frame", text(start, blank));
        }
        start = blank + 2;
    }

    private void makeRoom() {
        System.arraycopy(buffer, start, buffer, 0, end - start);
        end -= start;
        scanned -= start;
        start = 0;
        if (end == buffer.length) {
            buffer = Arrays.copyOf(buffer, 2 * buffer.length);
        }
    }

    private String text(int from, int to) {
        return new String(buffer, from, to - from, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        exchange.close();
    }
}
