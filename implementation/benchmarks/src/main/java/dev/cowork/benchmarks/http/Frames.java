package dev.cowork.benchmarks.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads a stream of server-sent events to its end, without looking into them more than it must. */
public final class Frames {

    private static final byte[] DELTA = "output_text.delta".getBytes(StandardCharsets.US_ASCII);

    private byte[] event = new byte[4096];
    private int length;
    private int count;
    private long firstFrame;
    private long firstDelta;
    private String last = "";

    private Frames() {}

    /** What is read where the server refuses: no frame, so that it counts as incomplete. */
    public static Frames none() {
        return new Frames();
    }

    /** Reads all of them. */
    public static Frames read(InputStream stream) throws IOException {
        Frames frames = new Frames();
        byte[] bytes = new byte[16_384];
        for (int read = stream.read(bytes); read >= 0; read = stream.read(bytes)) {
            frames.take(bytes, read);
        }
        return frames;
    }

    private void take(byte[] bytes, int read) {
        if (length + read > event.length) {
            event = Arrays.copyOf(event, (length + read) * 2);
        }
        for (int i = 0; i < read; i++) {
            byte next = bytes[i];
            if (next == '\n' && length > 0 && event[length - 1] == '\n') {
                ended();
            } else {
                event[length++] = next;
            }
        }
    }

    private void ended() {
        if (event[0] != ':') {
            count++;
            if (firstFrame == 0) {
                firstFrame = System.nanoTime();
            }
            if (firstDelta == 0 && contains(DELTA)) {
                firstDelta = System.nanoTime();
            }
            last = new String(event, 0, length, StandardCharsets.UTF_8);
        }
        length = 0;
    }

    private boolean contains(byte[] wanted) {
        for (int at = 0; at + wanted.length <= length; at++) {
            if (Arrays.equals(event, at, at + wanted.length, wanted, 0, wanted.length)) {
                return true;
            }
        }
        return false;
    }

    /** How many there were, comments left out. */
    public int count() {
        return count;
    }

    /** When the first was there, by {@link System#nanoTime}. */
    public long firstFrame() {
        return firstFrame;
    }

    /** When the first text was there, by {@link System#nanoTime}; 0 if there was none. */
    public long firstDelta() {
        return firstDelta;
    }

    /** The last one as text. */
    public String last() {
        return last;
    }
}
