package dev.cowork.server.models.wire;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** The ids of calls: one provider gives what another refuses, in its characters or its length. */
public final class CallIds {

    private static final Pattern ACCEPTED = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private CallIds() {}

    /**
     * @param id a call's id
     * @return the id itself if every provider accepts it, else one that is always the same for it
     */
    public static String accepted(String id) {
        return ACCEPTED.matcher(id).matches() ? id : "call_" + digest(id);
    }

    private static String digest(String id) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
