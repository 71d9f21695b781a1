package dev.cowork.server.files;

import dev.cowork.server.platform.problems.Problem;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What is looked for in lines. An expression that would think for ever about a line is stopped after a number of steps that no honest one
 * needs.
 */
final class LinePattern {

    private static final int LONGEST = 1_000;
    private static final int MOST_STEPS = 3_000_000;

    private final Pattern pattern;

    /** The expression takes too many steps on a line. */
    static final class TooSlow extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooSlow() {
            super("too many steps", null, false, false);
        }
    }

    private LinePattern(Pattern pattern) {
        this.pattern = pattern;
    }

    static LinePattern of(String text, boolean expression, boolean ignoreCase) {
        if (text.length() > LONGEST) {
            throw Problem.invalid("/text", "The text to look for is longer than " + LONGEST + " characters.");
        }
        int flags =
                (expression ? 0 : Pattern.LITERAL) | (ignoreCase ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0);
        try {
            return new LinePattern(Pattern.compile(text, flags));
        } catch (PatternSyntaxException wrong) {
            throw Problem.invalid("/text", "The expression is not valid: " + wrong.getDescription() + ".");
        } catch (StackOverflowError nested) {
            throw Problem.invalid("/text", "The expression is nested too deeply.");
        }
    }

    /** Where it begins in the line, or -1. */
    int find(CharSequence line) {
        try {
            Matcher matcher = pattern.matcher(new Counted(line, new int[1]));
            return matcher.find() ? matcher.start() : -1;
        } catch (StackOverflowError deep) {
            throw new TooSlow();
        }
    }

    /** Counts how often somebody looks at it; a matcher reads no character without asking. */
    private record Counted(CharSequence text, int[] steps) implements CharSequence {

        @Override
        public char charAt(int index) {
            if (++steps[0] > MOST_STEPS) {
                throw new TooSlow();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Counted(text.subSequence(start, end), steps);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
