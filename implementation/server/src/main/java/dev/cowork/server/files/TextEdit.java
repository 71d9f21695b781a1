package dev.cowork.server.files;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The replacement of a passage. Line ends of both sides count as equal, and what is put in gets those of the file, so a model that writes
 * plain line feeds can edit a file of Windows and leave it one.
 *
 * @param text the whole new text; the old one when the edit is refused
 * @param count how often the passage was replaced
 * @param line the line of the first one, from 1
 * @param refusal why nothing was replaced, or null when something was
 */
record TextEdit(String text, int count, int line, @Nullable String refusal) {

    private static final int MOST_LINES_NAMED = 5;

    static TextEdit of(ProjectPath path, String text, String oldText, String newText, boolean all) {
        Plain plain = Plain.of(text);
        String wanted = Plain.of(oldText).text;
        String put = Plain.of(newText).text;
        if (wanted.isEmpty()) {
            return refused(text, "old_text is empty. Use write_file to write a whole file.");
        }
        if (wanted.equals(put)) {
            return refused(text, "old_text and new_text are the same. Nothing was changed.");
        }
        List<Integer> places = places(plain.text, wanted, all ? wanted.length() : 1);
        if (places.isEmpty()) {
            return refused(text, notFound(path, plain.text, wanted));
        }
        if (places.size() > 1 && !all) {
            return refused(
                    text,
                    path + " has old_text " + places.size() + " times, in line " + lines(plain, places)
                            + ". Add lines around it until it is unique, or set all to true. Nothing was changed.");
        }
        return replaced(plain, places, wanted.length(), put);
    }

    private static TextEdit refused(String text, String sentence) {
        return new TextEdit(text, 0, 0, sentence);
    }

    /** Places at least {@code apart} characters apart: those that overlap make a passage as ambiguous as others. */
    private static List<Integer> places(String text, String wanted, int apart) {
        List<Integer> places = new ArrayList<>();
        for (int at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + apart)) {
            places.add(at);
        }
        return places;
    }

    private static TextEdit replaced(Plain plain, List<Integer> places, int length, String put) {
        String ending = plain.windows() ? put.replace("\n", "\r\n") : put;
        StringBuilder out = new StringBuilder(plain.original.length() + ending.length());
        int from = 0;
        for (int place : places) {
            out.append(plain.original, from, plain.at(place)).append(ending);
            from = plain.at(place + length);
        }
        out.append(plain.original, from, plain.original.length());
        return new TextEdit(out.toString(), places.size(), plain.line(places.getFirst()), null);
    }

    private static String lines(Plain plain, List<Integer> places) {
        List<String> lines = new ArrayList<>();
        for (int place : places.subList(0, Math.min(MOST_LINES_NAMED, places.size()))) {
            lines.add("" + plain.line(place));
        }
        return String.join(", ", lines) + (places.size() > MOST_LINES_NAMED ? " and others" : "");
    }

    private static String notFound(ProjectPath path, String text, String wanted) {
        String first = wanted.strip().lines().findFirst().orElse("").strip();
        int line = 1;
        for (String candidate : text.split("\n", -1)) {
            if (!first.isEmpty() && candidate.strip().equals(first)) {
                return path + " has no passage like old_text, but its first line stands in line " + line
                        + ". Read the file from there and copy the passage exactly. Nothing was changed.";
            }
            line++;
        }
        return path + " has no passage like old_text. Read the file and copy the passage exactly. Nothing was changed.";
    }

    /** A text with line feeds only, and where its characters stand in the original. */
    private static final class Plain {
        private final String original;
        private final String text;
        private final int[] breaks;

        private Plain(String original, String text, int[] breaks) {
            this.original = original;
            this.text = text;
            this.breaks = breaks;
        }

        static Plain of(String original) {
            int[] breaks = new int[16];
            int count = 0;
            StringBuilder text = new StringBuilder(original.length());
            for (int i = 0; i < original.length(); i++) {
                char c = original.charAt(i);
                if (c == '\r' && i + 1 < original.length() && original.charAt(i + 1) == '\n') {
                    if (count == breaks.length) {
                        breaks = Arrays.copyOf(breaks, count * 2);
                    }
                    breaks[count++] = text.length();
                } else {
                    text.append(c);
                }
            }
            return new Plain(original, text.toString(), Arrays.copyOf(breaks, count));
        }

        /** Where the character at this place stands in the original: as many left out before it as breaks before it. */
        int at(int place) {
            int found = Arrays.binarySearch(breaks, place);
            return place + (found >= 0 ? found : -found - 1);
        }

        boolean windows() {
            return breaks.length * 2L > text.chars().filter(c -> c == '\n').count();
        }

        int line(int place) {
            return 1
                    + (int) text.substring(0, place)
                            .chars()
                            .filter(c -> c == '\n')
                            .count();
        }
    }
}
