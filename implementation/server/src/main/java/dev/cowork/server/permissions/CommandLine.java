package dev.cowork.server.permissions;

import java.util.BitSet;
import java.util.Locale;
import java.util.Set;

/**
 * A command line as a rule that forbids or asks looks at it: without quotes and escapes, with one blank between words, and with the places
 * where a command can begin or end. What is inside quotes counts as commands too, because a shell may be what reads it; that may forbid too
 * much, never too little.
 */
final class CommandLine {

    private static final String JOINS = ";&|<>(){}`$\n\r";
    private static final String QUOTES = "'\"\\^";

    /** Programs and words of a shell that run the rest of their words. */
    private static final Set<String> LAUNCHERS = Set.of(
            ("! if then elif else while until do time coproc exec eval command builtin env nohup nice ionice stdbuf setsid timeout xargs"
                            + " parallel watch find trap flock taskset ssh sudo doas su runuser chroot unshare strace busybox sh bash dash zsh ksh fish cmd"
                            + " powershell pwsh start call")
                    .split(" "));

    private final String text;
    private final BitSet begins = new BitSet();

    CommandLine(String line) {
        text = normal(line);
        int at = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (ends(i)) {
                command(at, i);
                at = i + 1;
            }
        }
    }

    /** What is left of a line, or of the pattern of a rule, when what only decorates it is gone. */
    static String normal(String line) {
        StringBuilder plain = new StringBuilder();
        boolean blank = false;
        String joined = line.replace("\\\r\n", "").replace("\\\n", "");
        for (int i = 0; i < joined.length(); i++) {
            char c = joined.charAt(i);
            if (c == ' ' || c == '\t') {
                blank = true;
            } else if (QUOTES.indexOf(c) < 0) {
                if (blank && !plain.isEmpty() && !joins(c) && !joins(plain.charAt(plain.length() - 1))) {
                    plain.append(' ');
                }
                blank = false;
                plain.append(c);
            }
        }
        return plain.toString();
    }

    /** Whether a character joins, redirects or nests commands. */
    static boolean joins(char c) {
        return JOINS.indexOf(c) >= 0;
    }

    String text() {
        return text;
    }

    /** Whether a command can begin at this place. */
    boolean begins(int at) {
        return begins.get(at);
    }

    /** Whether a command can end before this place. */
    boolean ends(int at) {
        return at == text.length() || joins(text.charAt(at));
    }

    /** The first word is a command; so is what follows a variable, and any word behind a launcher or behind what output goes to. */
    private void command(int from, int to) {
        boolean first = true;
        boolean launched = redirects(from - 1) || redirects(from - 2) && "&|".indexOf(text.charAt(from - 1)) >= 0;
        for (int at = from; at < to; ) {
            int blank = text.indexOf(' ', at);
            int end = blank < 0 || blank > to ? to : blank;
            if (first || launched) {
                String word = text.substring(at, end);
                int name = word.lastIndexOf('/') + 1;
                begins.set(at);
                begins.set(at + name);
                launched = launched || LAUNCHERS.contains(word.substring(name).toLowerCase(Locale.ROOT));
                first = first && word.indexOf('=') > 0;
            }
            at = end + 1;
        }
    }

    private boolean redirects(int at) {
        return at >= 0 && "<>".indexOf(text.charAt(at)) >= 0;
    }
}
