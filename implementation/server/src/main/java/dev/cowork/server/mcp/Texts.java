package dev.cowork.server.mcp;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What servers say, made fit for a line or a paragraph. */
final class Texts {

    private static final int SHORTEST_KEY = 6;
    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cntrl}\\p{Cf}\\s]+");

    private Texts() {}

    /** One line of at most so many characters. */
    static String line(@Nullable String text, int longest) {
        return text == null ? "" : cut(line(cut(text, 4 * longest)), longest);
    }

    /** One line, however long. */
    static String line(String text) {
        return UNSEEN.matcher(text).replaceAll(" ").strip();
    }

    /** At most so many characters, never half of one. */
    static String cut(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
        return text.substring(0, end);
    }

    /** The text with these values masked, unless they are as short as ordinary words. */
    static String without(Collection<String> values, String text) {
        String masked = text;
        for (String value : values.stream()
                .filter(value -> value.length() >= SHORTEST_KEY)
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList()) {
            masked = masked.replace(value, "***");
        }
        return masked;
    }

    /** The names of values, in their order, without the values. */
    static String with(Map<String, String> values) {
        return values.isEmpty() ? "" : " with " + String.join(", ", new TreeMap<>(values).keySet());
    }

    /** A mark of what a value says: lists, maps and texts in it have their lengths in it, so that no two say the same. */
    static String digest(List<?> value) {
        StringBuilder text = new StringBuilder();
        write(value, text);
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void write(Object value, StringBuilder text) {
        switch (value) {
            case List<?> list -> {
                text.append(list.size()).append('[');
                list.forEach(one -> write(one, text));
            }
            case Map<?, ?> map -> {
                text.append(map.size()).append('{');
                map.forEach((name, one) -> {
                    write(name, text);
                    write(one, text);
                });
            }
            default -> {
                String one = value.toString();
                text.append(one.length()).append(':').append(one);
            }
        }
    }
}
