package dev.cowork.server.agents.builtin;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys of notices: one for each conversation, the same as long as the server runs, so that what providers have cached of a conversation
 * stays good.
 */
final class NoticeKeys {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int LENGTH = 16;

    private final byte[] secret = new byte[32];

    NoticeKeys() {
        new SecureRandom().nextBytes(secret);
    }

    Notices notices(String conversationId) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
            byte[] key = mac.doFinal(conversationId.getBytes(StandardCharsets.UTF_8));
            return new Notices(HexFormat.of().formatHex(key).substring(0, LENGTH));
        } catch (NoSuchAlgorithmException | InvalidKeyException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
