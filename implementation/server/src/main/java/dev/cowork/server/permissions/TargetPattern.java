package dev.cowork.server.permissions;

import dev.cowork.server.agent.Access;
import dev.cowork.server.agent.Verdict;
import java.text.Normalizer;

/**
 * The pattern of a rule: text with {@code *} for any characters; a backslash takes the next character as it is.
 *
 * <p>A rule that allows fits as narrowly as it can: in a command line its {@code *} does not stand for what joins, redirects or nests
 * commands, so that leave for one command is no leave for two. A rule that denies or asks fits as widely as it can: in upper and lower case,
 * any command of a line, and a folder whose content it is about.
 */
final class TargetPattern {

    /** Where a star of a rule that allows ends. */
    private static final String JOINS_COMMANDS = ";&|<>()`$\n\r";

    private static final char ANY = Wildcards.ANY;

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

    /** Whether it has no star. */
    boolean exact() {
        return exact;
    }

    /** Whether it names this target, and not only a part of it. */
    boolean names(String target) {
        return exact && text.equalsIgnoreCase(target);
    }

    /** Whether it fits everything. */
    boolean everything() {
        return text.length() == 1 && text.charAt(0) == ANY;
    }

    /**
     * @param access what a call touches; its other names are not looked at
     * @param effect what the rule does with the calls that it fits
     * @return whether it does
     */
    boolean fits(Access access, Verdict effect) {
        if (everything()) {
            return true;
        }
        String target = access.target();
        if (target.indexOf(ANY) >= 0) {
            return effect != Verdict.ALLOW;
        }
        if (effect == Verdict.ALLOW) {
            return new Wildcards(text, true, access.kind() == Access.Kind.RUN ? JOINS_COMMANDS : "").whole(target);
        }
        return new Wildcards(text, false, "").whole(target)
                || switch (access.kind()) {
                    case RUN -> command(new CommandLine(target));
                    case READ, WRITE -> path(target);
                    case NETWORK, EXTERNAL -> false;
                };
    }

    /** A disk may take two spellings of one letter for the same, and a pattern for all in a folder is about the folder too. */
    private boolean path(String target) {
        Wildcards wide = new Wildcards(Normalizer.normalize(text, Normalizer.Form.NFC), false, "");
        String composed = Normalizer.normalize(target, Normalizer.Form.NFC);
        return wide.whole(composed) || wide.whole(composed + "/");
    }

    /** A pattern for a command with any arguments also fits it without. */
    private boolean command(CommandLine line) {
        String plain = CommandLine.normal(text);
        return fits(line, plain) || plain.endsWith(" " + ANY) && fits(line, plain.substring(0, plain.length() - 2));
    }

    private static boolean fits(CommandLine line, String pattern) {
        return new Wildcards(pattern, false, "").part(line.text(), line::begins, line::ends);
    }
}
