package dev.cowork.server.conversations;

import java.util.regex.Pattern;

/** Makes a conversation's title from its first message. */
final class Titles {

    static final int MAX_LENGTH = 80;
    private static final Pattern SPACES = Pattern.compile("[\\s\\p{Z}\\p{Cntrl}]+");

    private Titles() {}

    /**
     * @param message the first message, with whatever its client put behind it
     * @return its first line with text, at most 80 characters; empty when there is no text
     */
    static String of(String message) {
        return FormContext.without(message)
                .lines()
                .map(Titles::collapse)
                .filter(line -> !line.isEmpty())
                .findFirst()
                .map(Titles::cut)
                .orElse("");
    }

    /** One line of it: every run of white space and control characters is one space, none at the ends. */
    static String collapse(String text) {
        return SPACES.matcher(text).replaceAll(" ").strip();
    }

    private static String cut(String line) {
        if (line.codePointCount(0, line.length()) <= MAX_LENGTH) {
            return line;
        }
        return line.substring(0, line.offsetByCodePoints(0, MAX_LENGTH - 1)).stripTrailing() + "…";
    }
}
