package dev.cowork.benchmarks.http;

import java.io.IOException;
import java.io.InputStream;

/** The body of an answer, chunked or of a known length. */
final class Body extends InputStream {

    private final Buffered in;
    private final boolean chunked;
    private long left;
    private boolean begun;
    private boolean ended;

    Body(Buffered in, boolean chunked, long length) {
        this.in = in;
        this.chunked = chunked;
        this.left = chunked ? 0 : Math.max(0, length);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int most) throws IOException {
        if (left == 0 && !nextChunk()) {
            return -1;
        }
        int count = in.read(into, offset, (int) Math.min(most, left));
        left -= count;
        return count;
    }

    private boolean nextChunk() throws IOException {
        if (!chunked || ended) {
            return false;
        }
        if (begun) {
            in.line();
        }
        begun = true;
        left = Long.parseLong(in.line().strip(), 16);
        if (left == 0) {
            in.line();
            ended = true;
        }
        return !ended;
    }
}
