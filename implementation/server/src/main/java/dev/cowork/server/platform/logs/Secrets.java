package dev.cowork.server.platform.logs;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps secrets out of the log, and out of any text that is passed through {@link #redact}.
 *
 * <p>One per process, because the log is: the logging library makes its parts itself.
 */
public final class Secrets {

    private static final String MASK = "***";
    /** Shorter ones are ordinary words; hiding them everywhere would hide the log. */
    private static final int SHORTEST = 6;

    private static final int MOST = 10_000;
    private static final Set<String> KNOWN = ConcurrentHashMap.newKeySet();
    private static final Pattern LOOKS_SECRET = Pattern.compile("""
            (?i:\\b(?:authorization|proxy-authorization|x-api-key|api-key|coder-session-token|cookie|set-cookie)["']?\\s*[:=]\\s*["']?\
            (?:(?:bearer|basic|token)\\s+)?)([^\\s"',;\\]}]{4,})\
            |(?i:\\bbearer\\s+)([A-Za-z0-9._~+/=-]{8,})\
            |\\b(sk-[A-Za-z0-9_-]{8,}|gh[pousr]_[A-Za-z0-9]{16,}|github_pat_\\w{16,}|xox[abprs]-[\\w-]{10,}|AIza[\\w-]{20,}|ya29\\.[\\w-]{10,}\
            |eyJ[\\w-]{8,}\\.[\\w-]{8,}\\.[\\w-]*)""");

    private Secrets() {}

    /**
     * @param secret a value that must never be logged; anything shorter than six characters is not remembered
     */
    public static void register(String secret) {
        String value = secret.strip();
        if (value.length() >= SHORTEST && KNOWN.size() < MOST) {
            KNOWN.add(value);
        }
    }

    /**
     * @param text any text
     * @return the text with registered secrets and everything that looks like a credential masked
     */
    public static String redact(String text) {
        String masked = text;
        for (String secret : KNOWN) {
            if (masked.contains(secret)) {
                masked = masked.replace(secret, MASK);
            }
        }
        Matcher matcher = LOOKS_SECRET.matcher(masked);
        if (!matcher.find()) {
            return masked;
        }
        StringBuilder out = new StringBuilder();
        int from = 0;
        do {
            int group = matcher.group(1) != null ? 1 : matcher.group(2) != null ? 2 : 3;
            out.append(masked, from, matcher.start(group)).append(MASK);
            from = matcher.end(group);
        } while (matcher.find());
        return out.append(masked, from, masked.length()).toString();
    }
}
