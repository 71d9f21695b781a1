package dev.cowork.server.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads a file line by line and holds no more than a piece of a very long line at once. */
final class LineReader {

    /** A longer line is read in pieces of this many characters. */
    static final int LONGEST = 20_000;

    private final Reader reader;
    private final char[] buffer = new char[8 << 10];
    private int at;
    private int filled;
    private int line;
    private boolean inside;

    LineReader(InputStream in) {
        this.reader = new InputStreamReader(in, StandardCharsets.UTF_8);
    }

    /** The number of the line that was read last, from 1. */
    int line() {
        return line;
    }

    /** The next line or piece of one, without its end; null behind the last one. */
    @Nullable
    CharSequence next() throws IOException {
        StringBuilder text = new StringBuilder();
        line += inside ? 0 : 1;
        inside = false;
        while (fill()) {
            char c = buffer[at++];
            if (c == '\n') {
                return withoutReturn(text);
            }
            text.append(c);
            if (text.length() == LONGEST) {
                inside = true;
                return text;
            }
        }
        return text.isEmpty() ? null : text;
    }

    private static CharSequence withoutReturn(StringBuilder text) {
        if (!text.isEmpty() && text.charAt(text.length() - 1) == '\r') {
            text.setLength(text.length() - 1);
        }
        return text;
    }

    private boolean fill() throws IOException {
        if (at == filled) {
            filled = reader.read(buffer);
            at = 0;
        }
        return filled > 0;
    }
}
