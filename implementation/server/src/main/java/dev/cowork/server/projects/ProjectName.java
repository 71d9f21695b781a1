package dev.cowork.server.projects;

import java.util.regex.Pattern;

/**
 * Makes the name of a folder from a name as people type it. Any text gives a name; none of them can leave the folder it is made in.
 *
 * <p>Clients know these rules: letters, digits, {@code .}, {@code _} and {@code -} stay, every run of others becomes one hyphen, the ends
 * are trimmed of {@code -._}, 48 characters are kept.
 */
final class ProjectName {

    static final int MAX_LENGTH = 48;
    private static final String UNTITLED = "untitled-project";
    private static final Pattern OTHERS = Pattern.compile("[^A-Za-z0-9._-]+");
    private static final Pattern HYPHENS = Pattern.compile("-{2,}");
    private static final Pattern ENDS = Pattern.compile("^[-._]+|[-._]+$");
    /** Windows takes the text before the first dot for the device, whatever follows. */
    private static final Pattern DEVICE =
            Pattern.compile("(con|prn|aux|nul|com[1-9]|lpt[1-9])(\\..*)?", Pattern.CASE_INSENSITIVE);

    private ProjectName() {}

    /**
     * @param typed what somebody typed
     * @return the name of a folder, 1 to 50 characters
     */
    static String of(String typed) {
        String hyphenated =
                HYPHENS.matcher(OTHERS.matcher(typed.strip()).replaceAll("-")).replaceAll("-");
        String trimmed = trimEnds(hyphenated);
        // cutting may bring a hyphen or a dot to the end again, and Windows drops a final dot
        String cut = trimmed.length() > MAX_LENGTH ? trimEnds(trimmed.substring(0, MAX_LENGTH)) : trimmed;
        if (cut.isEmpty()) {
            return UNTITLED;
        }
        var device = DEVICE.matcher(cut);
        return device.matches() ? device.group(1) + "-x" + (device.group(2) == null ? "" : device.group(2)) : cut;
    }

    /**
     * @param base a name from {@link #of}
     * @param n 1 for the name itself, then 2, 3, …
     * @return the n-th name to try when the ones before it are taken
     */
    static String numbered(String base, int n) {
        return n == 1 ? base : base + "-" + n;
    }

    private static String trimEnds(String text) {
        return ENDS.matcher(text).replaceAll("");
    }
}
