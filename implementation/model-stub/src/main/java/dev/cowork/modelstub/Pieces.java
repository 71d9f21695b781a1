package dev.cowork.modelstub;

import java.util.ArrayList;
import java.util.List;

/** Cuts text into pieces of the size that models send. */
final class Pieces {

    private static final int LONGEST_TEXT = 8;
    private static final int LONGEST_ARGUMENTS = 4;

    private Pieces() {}

    /** Each piece begins at a space or a line break, and is at most eight characters long. */
    static List<String> ofText(String text) {
        return cut(text, true, LONGEST_TEXT);
    }

    /** Four characters each, whatever they are. */
    static List<String> ofArguments(String text) {
        return cut(text, false, LONGEST_ARGUMENTS);
    }

    private static List<String> cut(String text, boolean atSpaces, int longest) {
        List<String> pieces = new ArrayList<>();
        int from = 0;
        for (int i = 1; i < text.length(); i++) {
            boolean insideCharacter = Character.isLowSurrogate(text.charAt(i));
            boolean space = atSpaces && Character.isWhitespace(text.charAt(i));
            if (!insideCharacter && (space || i - from >= longest)) {
                pieces.add(text.substring(from, i));
                from = i;
            }
        }
        if (from < text.length()) {
            pieces.add(text.substring(from));
        }
        return pieces;
    }
}
