package dev.cowork.benchmarks.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** A socket's bytes, by line or by block. */
final class Buffered {

    private final InputStream in;
    private final byte[] bytes = new byte[16_384];
    private int at;
    private int end;

    Buffered(InputStream in) {
        this.in = in;
    }

    /** A line without its end. */
    String line() throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            fill();
            int from = at;
            while (at < end && bytes[at] != '\n') {
                at++;
            }
            line.append(new String(bytes, from, at - from, StandardCharsets.ISO_8859_1));
            if (at < end) {
                at++;
                if (!line.isEmpty() && line.charAt(line.length() - 1) == '\r') {
                    line.setLength(line.length() - 1);
                }
                return line.toString();
            }
        }
    }

    /** Some bytes, at least one. */
    int read(byte[] into, int offset, int most) throws IOException {
        fill();
        int count = Math.min(most, end - at);
        System.arraycopy(bytes, at, into, offset, count);
        at += count;
        return count;
    }

    private void fill() throws IOException {
        if (at == end) {
            end = in.read(bytes);
            at = 0;
            if (end < 0) {
                end = 0;
                throw new EOFException("The connection was closed");
            }
        }
    }
}
