package dev.cowork.modelstub.wire;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Signs reasoning, so that a client that changes it on the way back is found out. The key is no secret. */
public final class Seal {

    private static final byte[] KEY = "model-stub".getBytes(StandardCharsets.US_ASCII);
    private static final int MAC_BYTES = 32;

    private Seal() {}

    /** The signature of a text. */
    public static String sign(String text) {
        return Base64.getEncoder().encodeToString(mac(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Whether a signature belongs to a text. */
    public static boolean signed(String text, String signature) {
        return sign(text).equals(signature);
    }

    /** A text and its signature in one. */
    public static String wrap(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        byte[] both = new byte[MAC_BYTES + bytes.length];
        System.arraycopy(mac(bytes), 0, both, 0, MAC_BYTES);
        System.arraycopy(bytes, 0, both, MAC_BYTES, bytes.length);
        return Base64.getEncoder().encodeToString(both);
    }

    /** The text of something wrapped, or null when it was changed. */
    public static @Nullable String unwrap(String wrapped) {
        byte[] both;
        try {
            both = Base64.getDecoder().decode(wrapped);
        } catch (IllegalArgumentException e) {
            return null;
        }
        if (both.length < MAC_BYTES) {
            return null;
        }
        byte[] bytes = java.util.Arrays.copyOfRange(both, MAC_BYTES, both.length);
        boolean whole = MessageDigest.isEqual(mac(bytes), java.util.Arrays.copyOf(both, MAC_BYTES));
        return whole ? new String(bytes, StandardCharsets.UTF_8) : null;
    }

    /** A digest of texts, as hexadecimal digits. */
    public static String digest(Iterable<String> texts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String text : texts) {
                digest.update(text.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }

    private static byte[] mac(byte[] bytes) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
            return mac.doFinal(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
