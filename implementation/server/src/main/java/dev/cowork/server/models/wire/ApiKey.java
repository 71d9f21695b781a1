package dev.cowork.server.models.wire;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** A provider's key. It never shows itself: not in {@link #toString()}, not in a log line that went through {@link #redact}. */
public final class ApiKey {

    private static final Pattern KEY_LIKE =
            Pattern.compile("(?i)bearer\\s+\\S+|\\b(?:sk|pk|gsk|xai|key)-[\\w-]{6,}|AIza[\\w-]{10,}");

    private final String secret;

    private ApiKey(String secret) {
        this.secret = secret;
    }

    /**
     * @param text what the settings hold
     * @return the key without surrounding blanks, or null when nothing is left or it could not be sent in a header
     */
    public static @Nullable ApiKey of(@Nullable String text) {
        String secret = text == null ? "" : text.strip();
        boolean printable = secret.chars().allMatch(c -> c > 0x20 && c < 0x7f);
        return secret.isEmpty() || !printable ? null : new ApiKey(secret);
    }

    /** Puts it where most providers want it. */
    public void asBearer(HttpHeaders headers) {
        headers.setBearerAuth(secret);
    }

    /** Puts it into a header of its own. */
    public void as(String header, HttpHeaders headers) {
        headers.set(header, secret);
    }

    /**
     * @param text a provider's words, for a debug line
     * @param key the key that was sent, if any
     * @return the words without it and without anything that looks like a key, on one line of at most 500 characters
     */
    static String redact(String text, @Nullable ApiKey key) {
        String clean = key == null ? text : key.struckFrom(text);
        clean = KEY_LIKE.matcher(clean).replaceAll("***").replaceAll("\\p{Cntrl}+", " ");
        return clean.length() <= 500 ? clean : clean.substring(0, 500) + "...";
    }

    /** Words are mostly kept in lower case. */
    private String struckFrom(String text) {
        return text.replace(secret, "***").replace(secret.toLowerCase(Locale.ROOT), "***");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ApiKey key && key.secret.equals(secret);
    }

    @Override
    public int hashCode() {
        return secret.hashCode();
    }

    @Override
    public String toString() {
        return "***";
    }
}
