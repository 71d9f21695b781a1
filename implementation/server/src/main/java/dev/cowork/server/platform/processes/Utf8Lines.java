package dev.cowork.server.platform.processes;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Makes lines of bytes that come in pieces; a character may lie across two of them. What is no UTF-8 is replaced. */
final class Utf8Lines {

    private static final int LONGEST_LINE = 2_000;
    private static final int LONGEST_CHARACTER = 4;

    private final Consumer<String> lines;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private final ByteBuffer bytes;
    private final CharBuffer chars;
    private final StringBuilder line = new StringBuilder();

    /**
     * @param piece the most bytes that come at once
     * @param lines takes each line
     */
    Utf8Lines(int piece, Consumer<String> lines) {
        this.lines = lines;
        // the rest of a character is shorter than one, and no byte makes more than one char
        bytes = ByteBuffer.allocate(piece + LONGEST_CHARACTER);
        chars = CharBuffer.allocate(piece + LONGEST_CHARACTER);
    }

    void add(byte[] piece, int count) {
        bytes.put(piece, 0, count).flip();
        decoder.decode(bytes, chars, false);
        bytes.compact();
        take();
    }

    /** Gives out what stands in the last line, if anything does. */
    void end() {
        bytes.flip();
        decoder.decode(bytes, chars, true);
        decoder.flush(chars);
        take();
        if (!line.isEmpty()) {
            lines.accept(line.toString());
        }
    }

    private void take() {
        chars.flip();
        while (chars.hasRemaining()) {
            char c = chars.get();
            if (c == '\n') {
                lines.accept(line.toString());
                line.setLength(0);
            } else if (line.length() < LONGEST_LINE) {
                line.append(c);
            }
        }
        chars.clear();
    }
}
