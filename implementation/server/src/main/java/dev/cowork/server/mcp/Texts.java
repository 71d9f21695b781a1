package dev.cowork.server.mcp;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What servers say, made fit for a line or a paragraph. */
final class Texts {

    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cntrl}\\p{Cf}\\s]+");

    private Texts() {}

    /** One line of at most so many characters. */
    static String line(@Nullable String text, int longest) {
        return text == null
                ? ""
                : cut(UNSEEN.matcher(cut(text, 4 * longest)).replaceAll(" ").strip(), longest);
    }

    /** At most so many characters, never half of one. */
    static String cut(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
        return text.substring(0, end);
    }
}
