package dev.cowork.server.agents.builtin;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.regex.Pattern;

/** Finds what must not be paraphrased: paths, file names, links, addresses, ids and long numbers. */
final class Names {

    private static final String APART =
            " \t\r\n\f\u00a0\u3000\"'`<>()[]{},;|*\u201c\u201d\u2018\u2019\u201e\u00ab\u00bb"
                    + "\u3001\u3002\u300c\u300d\u300e\u300f\u3010\u3011\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1f";
    private static final int LONGEST = 200;
    private static final Pattern BEFORE = Pattern.compile("^[:!?\u00bf\u00a1]+");
    private static final Pattern BEHIND = Pattern.compile("[.:!?\u2026]+$");
    private static final Pattern MEASURE =
            Pattern.compile("[\\d.:+-]+(st|nd|rd|th|am|pm|\\p{L}{1,2}|%)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern NAME = Pattern.compile(String.join(
            "|",
            "[a-z][a-z0-9+.-]{1,15}://.+", // links
            "[^@\\s]+@[^@\\s]+\\.[^@\\s]+", // addresses
            "(?=.*\\p{L}).*[/\\\\].*", // paths
            ".*[\\p{L}\\p{N}_-]{2,}\\.([a-z][a-z0-9]{0,7}|[A-Z][A-Z0-9]{0,7})", // file names
            "[\\p{L}\\p{N}_-]\\.([a-z][a-z0-9]{1,7}|[A-Z][A-Z0-9]{1,7})", // file names of one letter
            "\\.[a-z][a-z0-9_-]{2,}", // hidden files
            "#\\d+", // numbers of issues and orders
            "(?=.*\\d)(?=.*[\\p{L}_-])[\\p{L}\\p{N}_#.:+-]{4,}", // ids
            "\\d{4}-\\d{2}(-\\d{2})?", // dates
            "\\d{5,}",
            "[A-Z][A-Z0-9]*(_[A-Z0-9]+)+")); // constants

    private Names() {}

    /**
     * @param text any text
     * @param most how many to find at most
     * @return the names, each once, in their order
     */
    static List<String> in(String text, int most) {
        Set<String> found = new LinkedHashSet<>();
        StringTokenizer words = new StringTokenizer(text, APART);
        while (words.hasMoreTokens() && found.size() < most) {
            String word = words.nextToken();
            if (word.length() <= LONGEST) {
                String name = BEHIND.matcher(BEFORE.matcher(value(word)).replaceFirst(""))
                        .replaceFirst("");
                if (NAME.matcher(name).matches() && !isMeasure(name)) {
                    found.add(name);
                }
            }
        }
        return new ArrayList<>(found);
    }

    /** What {@code key=value} says. */
    private static String value(String word) {
        return word.contains("://") ? word : word.substring(word.lastIndexOf('=') + 1);
    }

    /** Times, sizes, ordinals: there are too many of them, and few are names. */
    private static boolean isMeasure(String name) {
        return name.length() < 10
                && !name.matches("\\d{5,}|\\d{4}-\\d{2}")
                && MEASURE.matcher(name).matches();
    }
}
