package dev.cowork.server.vault;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * The key of keys: a text in a file of the home, or in the environment. A server in another language may share the file, so its form is
 * theirs (44 characters of URL-safe base64) and it is never rewritten; the key that seals is derived from it.
 */
final class MasterKey {

    private static final byte[] PURPOSE = "cowork vault 1: AES-256-GCM".getBytes(StandardCharsets.US_ASCII);

    private final Path file;
    private final @Nullable String override;
    private volatile @Nullable SecretKey sealing;

    /**
     * @param file where it is, or will be made
     * @param override used instead of the file unless blank
     */
    MasterKey(Path file, @Nullable String override) {
        this.file = file;
        this.override = override;
    }

    /** The key that seals, derived once; a failure is not kept, so that a repaired file counts at the next try. */
    SecretKey sealing() {
        SecretKey known = sealing;
        if (known != null) {
            return known;
        }
        SecretKey derived = derive(material());
        sealing = derived;
        return derived;
    }

    /** The same key as an older server uses it; read anew, because that is rarely needed. */
    Fernet fernet() {
        return new Fernet(material());
    }

    private String material() {
        if (override != null && !override.isBlank()) {
            return override.strip();
        }
        String text;
        try {
            text = PrivateFile.readOrCreate(file, MasterKey::fresh);
        } catch (IOException e) {
            throw new MasterKeyException("The master key file can neither be read nor made", e);
        }
        if (text.isEmpty()) {
            throw new MasterKeyException("The master key file is empty", null);
        }
        return text;
    }

    private static String fresh() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return Base64.getUrlEncoder().encodeToString(key);
    }

    private static SecretKey derive(String material) {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveKey(
                            "AES",
                            HKDFParameterSpec.ofExtract()
                                    .addIKM(material.getBytes(StandardCharsets.UTF_8))
                                    .thenExpand(PURPOSE, 32));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK 25 knows HKDF-SHA256", e);
        }
    }
}
