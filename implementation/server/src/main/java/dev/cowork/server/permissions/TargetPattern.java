package dev.cowork.server.permissions;

import dev.cowork.server.agent.Access;

/**
 * The pattern of a rule: text with {@code *} for any characters; a backslash takes the next character as it is. In a command line {@code *}
 * does not stand for what joins, redirects or nests commands, so that leave for one command is no leave for two.
 */
final class TargetPattern {

    private static final String JOINS_COMMANDS = ";&|<>()`$\n\r";
    private static final char ANY = '\0';

    private final String text;
    private final boolean exact;

    private TargetPattern(String text, boolean exact) {
        this.text = text;
        this.exact = exact;
    }

    static TargetPattern of(String pattern) {
        StringBuilder text = new StringBuilder();
        boolean exact = true;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '*') {
                exact = false;
                text.append(ANY);
            } else {
                text.append(c == '\\' && i + 1 < pattern.length() ? pattern.charAt(++i) : c);
            }
        }
        return new TargetPattern(text.toString(), exact);
    }

    /** The pattern that fits this target and no other. */
    static String exactly(String target) {
        return target.replace("\\", "\\\\").replace("*", "\\*");
    }

    /** Whether it fits one target only. */
    boolean exact() {
        return exact;
    }

    /** Whether it fits everything. */
    boolean everything() {
        return text.length() == 1 && text.charAt(0) == ANY;
    }

    /**
     * @param access what a call touches
     * @param strict whether upper and lower case differ; a rule that forbids must hold on disks where they do not
     */
    boolean fits(Access access, boolean strict) {
        if (everything()) {
            return true;
        }
        String target = access.target();
        return target.indexOf(ANY) < 0 && fits(target, strict, access.kind() == Access.Kind.RUN);
    }

    /** Each star takes as little as it can, and more when the rest does not fit. */
    private boolean fits(String target, boolean strict, boolean command) {
        int at = 0;
        int t = 0;
        int star = -1;
        int taken = 0;
        while (t < target.length()) {
            if (at < text.length() && text.charAt(at) == ANY) {
                star = at++;
                taken = t;
            } else if (at < text.length() && same(text.charAt(at), target.charAt(t), strict)) {
                at++;
                t++;
            } else if (star >= 0 && !(command && JOINS_COMMANDS.indexOf(target.charAt(taken)) >= 0)) {
                at = star + 1;
                t = ++taken;
            } else {
                return false;
            }
        }
        while (at < text.length() && text.charAt(at) == ANY) {
            at++;
        }
        return at == text.length();
    }

    private static boolean same(char a, char b, boolean strict) {
        return a == b || !strict && Character.toLowerCase(a) == Character.toLowerCase(b);
    }
}
