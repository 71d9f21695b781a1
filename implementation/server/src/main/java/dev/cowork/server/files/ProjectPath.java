package dev.cowork.server.files;

import dev.cowork.server.platform.problems.Problem;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A path inside a project as somebody wrote it, judged by its letters alone. What would mean something else on another system is refused
 * on every system.
 *
 * @param segments the names from the project's folder down; none for the folder itself
 */
public record ProjectPath(List<String> segments) {

    private static final int LONGEST_SEGMENT = 255;
    private static final int LONGEST = 4_096;
    private static final Pattern ESCAPED = Pattern.compile("%[0-9A-Fa-f]{2}");
    private static final Pattern BLANK = Pattern.compile("[\\p{Cntrl}\\s]");
    private static final Pattern INVISIBLE =
            Pattern.compile("[\\p{Cntrl}\\u0080-\\u009f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069\\ufeff]");
    private static final Pattern DEVICE = Pattern.compile(
            "(con|prn|aux|nul|clock\\$|conin\\$|conout\\$|com[0-9\\u00b9\\u00b2\\u00b3]|lpt[0-9\\u00b9\\u00b2\\u00b3])"
                    + " *(\\..*)?",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern SECRET =
            Pattern.compile("\\.env(\\..*)?|.*\\.(env|key|pem)|\\.?(master_key|credentials?|secrets?)(\\..*)?");

    /** Copies the segments. */
    public ProjectPath {
        segments = List.copyOf(segments);
    }

    /**
     * @param text a path relative to the project's folder, with {@code /} between its names; {@code ""} and {@code "."} are the folder
     * @return the path
     * @throws Problem 400 {@code bad_path} when it is absolute, leads upwards, or has a name that is none on some system
     */
    public static ProjectPath of(String text) {
        if (text.length() > LONGEST) {
            throw refused("The path is too long");
        }
        if (INVISIBLE.matcher(text).find()
                || !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw refused("The path holds characters that cannot be seen");
        }
        if (text.startsWith("/") || text.equals("~") || text.startsWith("~/")) {
            throw refused("The path must be relative to the project's folder");
        }
        if (text.indexOf('\\') >= 0 || text.indexOf(':') >= 0) {
            throw refused("The path must not hold a backslash or a colon");
        }
        if (leadsUp(text) || leadsUp(Normalizer.normalize(text, Normalizer.Form.NFKC)) || leadsUp(unescape(text))) {
            throw refused("The path must not lead out of the project's folder");
        }
        List<String> segments = new ArrayList<>();
        for (String segment : text.split("/")) {
            if (!segment.isEmpty() && !segment.equals(".")) {
                segments.add(judged(segment));
            }
        }
        return new ProjectPath(segments);
    }

    private static String judged(String segment) {
        if (segment.getBytes(StandardCharsets.UTF_8).length > LONGEST_SEGMENT) {
            throw refused("A name in the path is too long");
        }
        if (segment.endsWith(".") || segment.endsWith(" ") || segment.startsWith(" ")) {
            throw refused("A name in the path begins or ends with a blank or ends with a dot");
        }
        if (DEVICE.matcher(segment).matches()) {
            throw refused("A name in the path is that of a device");
        }
        return segment;
    }

    private static boolean leadsUp(String text) {
        for (String segment : text.split("[/\\\\]")) {
            if (BLANK.matcher(segment).replaceAll("").equals("..")) {
                return true;
            }
        }
        return false;
    }

    /** What the path means to somebody who decodes it, several times over. */
    private static String unescape(String text) {
        String decoded = text;
        for (int i = 0; i < 4 && ESCAPED.matcher(decoded).find(); i++) {
            decoded = ESCAPED.matcher(decoded)
                    .replaceAll(escape -> Matcher.quoteReplacement(String.valueOf(
                            (char) Integer.parseInt(escape.group().substring(1), 16))));
        }
        // overlong UTF-8 of a dot, a slash and a backslash
        return decoded.replace("\u00c0\u00ae", ".").replace("\u00c0\u00af", "/").replace("\u00c1\u009c", "\\");
    }

    /** Whether it lies in {@code .anton}, where the server keeps its own things about the project. */
    public boolean internal() {
        return !segments.isEmpty() && segments.stream().anyMatch(segment -> segment.equalsIgnoreCase(".anton"));
    }

    /** Whether it is a file of an artifact, other than the server's own description of it. */
    boolean artifactFile() {
        return segments.size() > 3
                && segments.get(0).equals(".anton")
                && segments.get(1).equals("artifacts")
                && !(segments.size() == 4 && segments.get(3).equalsIgnoreCase("metadata.json"));
    }

    /** Whether it is a file of {@code .anton} that may hold keys or passwords. */
    public boolean secret() {
        return internal()
                && segments.stream()
                        .anyMatch(segment ->
                                SECRET.matcher(segment.toLowerCase(Locale.ROOT)).matches());
    }

    /** The path as it is shown: names with {@code /} between them, {@code .} for the folder itself. */
    @Override
    public String toString() {
        return segments.isEmpty() ? "." : String.join("/", segments);
    }

    static Problem refused(String sentence) {
        return Problem.of(400, "bad_path", sentence + ".");
    }
}
