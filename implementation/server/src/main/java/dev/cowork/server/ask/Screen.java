package dev.cowork.server.ask;

import java.io.PrintStream;

/**
 * The terminal. The answer goes to one stream and everything about it to the other, so that the answer alone can be piped on. What agents and
 * tools write may not steer the terminal: control characters are left out.
 */
final class Screen {

    private final PrintStream out;
    private final PrintStream err;
    private boolean midLine;

    Screen(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** More of the answer. */
    void answer(String text) {
        String clean = clean(text);
        if (clean.isEmpty()) {
            return;
        }
        out.print(clean);
        out.flush();
        midLine = !clean.endsWith("\n");
    }

    /** A line about the turn. */
    void note(String line) {
        if (midLine) {
            err.println();
            midLine = false;
        }
        err.println(clean(line).stripTrailing());
        err.flush();
    }

    /** What stands before an input. */
    void prompt(String text) {
        err.print(text);
        err.flush();
    }

    /** The answer ends with a line. */
    void end() {
        if (midLine) {
            out.println();
            out.flush();
            midLine = false;
        }
    }

    private static String clean(String text) {
        StringBuilder kept = new StringBuilder(text.length());
        text.codePoints().filter(c -> c == '\n' || c == '\t' || !steers(c)).forEach(kept::appendCodePoint);
        return kept.toString();
    }

    /** Control characters, and marks that turn the direction of what follows. */
    private static boolean steers(int character) {
        return Character.isISOControl(character)
                || character >= 0x202A && character <= 0x202E
                || character >= 0x2066 && character <= 0x2069;
    }
}
