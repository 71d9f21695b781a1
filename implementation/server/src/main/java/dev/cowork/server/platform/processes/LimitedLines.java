package dev.cowork.server.platform.processes;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Makes whole lines of bytes that come in pieces, up to a limit. What is no UTF-8 is replaced. */
final class LimitedLines {

    private final int longest;
    private final Consumer<String> lines;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    /**
     * @param longest the most bytes of a line
     * @param lines takes each line without its end
     */
    LimitedLines(int longest, Consumer<String> lines) {
        this.longest = longest;
        this.lines = lines;
    }

    /** Gives out the lines that end in this piece; false when one is too long. */
    boolean add(byte[] piece, int count) {
        int from = 0;
        for (int i = 0; i < count; i++) {
            if (piece[i] == '\n') {
                if (!keep(piece, from, i)) {
                    return false;
                }
                from = i + 1;
                give();
            }
        }
        return keep(piece, from, count);
    }

    private boolean keep(byte[] piece, int from, int to) {
        if (line.size() + to - from > longest) {
            return false;
        }
        line.write(piece, from, to - from);
        return true;
    }

    private void give() {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        lines.accept(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
    }
}
