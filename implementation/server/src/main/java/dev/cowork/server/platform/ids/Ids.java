package dev.cowork.server.platform.ids;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** Makes public ids: a prefix, then 26 characters that sort by time of making and cannot be guessed. */
@Component
public final class Ids {

    private static final char[] ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();
    private static final Pattern CLIENT_MADE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    /** @param clock the clock that ids sort by */
    public Ids(Clock clock) {
        this.clock = clock;
    }

    /**
     * @param prefix the kind, for example {@code conv}
     * @return {@code prefix_} and 26 characters: 48 bits of milliseconds, 80 bits of chance
     */
    public String next(String prefix) {
        byte[] chance = new byte[16];
        random.nextBytes(chance);
        char[] out = new char[26];
        long time = clock.millis();
        for (int i = 9; i >= 0; i--) {
            out[i] = ALPHABET[(int) (time & 31)];
            time >>>= 5;
        }
        for (int i = 10; i < 26; i++) {
            out[i] = ALPHABET[chance[i - 10] & 31];
        }
        return prefix + "_" + new String(out);
    }

    /**
     * Judges an id that a client made up, so that it can be adopted.
     *
     * @param text what the client sent
     * @return the id, or empty if it has other characters, is too long, or is one of a client's temporary ids ({@code tmp-…})
     */
    public static Optional<String> clientMade(String text) {
        return CLIENT_MADE.matcher(text).matches() && !isTemporary(text) ? Optional.of(text) : Optional.empty();
    }

    /**
     * @param text an id
     * @return whether it is one that clients use before they know the real one
     */
    public static boolean isTemporary(String text) {
        return text.startsWith("tmp-");
    }
}
