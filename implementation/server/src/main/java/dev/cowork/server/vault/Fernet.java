package dev.cowork.server.vault;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Reads what an older server has sealed under the same master key: Fernet tokens (github.com/fernet/spec, version 0x80). None is ever
 * written. A token is bound to no record and its time is not looked at: what is stored does not expire.
 */
final class Fernet {

    private static final byte VERSION = (byte) 0x80;
    private static final int BLOCK_BYTES = 16;
    private static final int MAC_BYTES = 32;

    /** The version, and the time of making in 8 bytes. */
    private static final int HEAD_BYTES = 1 + 8;

    /** With that all tokens of this version begin, and no record of our own does. */
    private static final byte FIRST = 'g';

    private final byte[] signing;
    private final byte[] encryption;

    /**
     * @param material the master key as it is written: URL-safe base64 of the 16 bytes that sign and the 16 that encrypt
     * @throws UnreadableRecordException if it is no such key
     */
    Fernet(String material) {
        byte[] key = decoded(material.getBytes(StandardCharsets.US_ASCII));
        if (key.length != 2 * BLOCK_BYTES) {
            throw unreadable();
        }
        signing = Arrays.copyOfRange(key, 0, BLOCK_BYTES);
        encryption = Arrays.copyOfRange(key, BLOCK_BYTES, key.length);
    }

    static boolean made(byte[] sealed) {
        return sealed.length > 0 && sealed[0] == FIRST;
    }

    /** @throws UnreadableRecordException if a single bit of token or key is another than it was */
    String open(byte[] text) {
        byte[] token = decoded(text);
        int end = token.length - MAC_BYTES;
        if (end < HEAD_BYTES + 2 * BLOCK_BYTES || token[0] != VERSION) {
            throw unreadable();
        }
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(signing, "HmacSHA256"));
            mac.update(token, 0, end);
            if (!MessageDigest.isEqual(mac.doFinal(), Arrays.copyOfRange(token, end, token.length))) {
                throw unreadable();
            }
            Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    new SecretKeySpec(encryption, "AES"),
                    new IvParameterSpec(token, HEAD_BYTES, BLOCK_BYTES));
            byte[] plain = cipher.doFinal(token, HEAD_BYTES + BLOCK_BYTES, end - HEAD_BYTES - BLOCK_BYTES);
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(plain))
                    .toString();
        } catch (BadPaddingException | IllegalBlockSizeException | CharacterCodingException damaged) {
            throw unreadable();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK knows AES-CBC and HMAC-SHA256", e);
        }
    }

    private static byte[] decoded(byte[] base64) {
        try {
            return Base64.getUrlDecoder().decode(base64);
        } catch (IllegalArgumentException noBase64) {
            throw unreadable();
        }
    }

    private static UnreadableRecordException unreadable() {
        return new UnreadableRecordException(Vault.DAMAGED);
    }
}
