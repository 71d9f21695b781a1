package dev.cowork.server.vault;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * Seals texts for the database and opens them again: AES-256-GCM, each record bound to its id, so that a record copied to another place
 * does not open there.
 *
 * <p>A sealed record is a version byte, a 12-byte nonce and the cipher text with its tag. What an older server has sealed under the same
 * master key is read too ({@link Fernet}), and never written. Safe for many threads. The first use reads the
 * master key's file or makes it; {@link #prepare()} does that at a time of your choice.
 */
public final class Vault {

    /** What is said of a record that does not open, whoever sealed it. */
    static final String DAMAGED = "The sealed record is damaged, misplaced or sealed under another key";

    private static final byte VERSION = 1;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;
    private static final int HEAD_BYTES = 1 + NONCE_BYTES;

    private final MasterKey key;
    private final SecureRandom random = new SecureRandom();

    /**
     * @param masterKeyFile the file of the master key, made at the first use if it is not there
     * @param override a master key that is used instead of the file; none if null or blank
     */
    public Vault(Path masterKeyFile, @Nullable String override) {
        this.key = new MasterKey(masterKeyFile, override);
    }

    /**
     * Reads the master key, making it if there is none, so that later calls touch no file. Blocks for that moment.
     *
     * @throws MasterKeyException if it is not to be had
     */
    public void prepare() {
        key.sealing();
    }

    /**
     * @param recordId names the place the record belongs to; must be given again to open it
     * @param plain the text, possibly empty
     * @return the sealed record, different at every call
     * @throws MasterKeyException if there is no master key
     */
    public byte[] seal(String recordId, String plain) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] text = plain.getBytes(StandardCharsets.UTF_8);
        ByteBuffer sealed = ByteBuffer.allocate(HEAD_BYTES + text.length + TAG_BYTES);
        sealed.put(VERSION).put(nonce);
        try {
            cipher(Cipher.ENCRYPT_MODE, recordId, nonce).doFinal(ByteBuffer.wrap(text), sealed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK seals with AES-GCM", e);
        }
        return sealed.array();
    }

    /**
     * @param recordId the id it was sealed with
     * @param sealed the record, or the text of a Fernet token in ASCII
     * @return the text
     * @throws UnreadableRecordException if a single bit of record, id or key is another than it was
     * @throws MasterKeyException if there is no master key
     */
    public String open(String recordId, byte[] sealed) {
        if (Fernet.made(sealed)) {
            return key.fernet().open(sealed);
        }
        if (sealed.length < HEAD_BYTES + TAG_BYTES || sealed[0] != VERSION) {
            throw new UnreadableRecordException("The sealed record has no form that this version knows");
        }
        byte[] nonce = new byte[NONCE_BYTES];
        System.arraycopy(sealed, 1, nonce, 0, NONCE_BYTES);
        try {
            byte[] text = cipher(Cipher.DECRYPT_MODE, recordId, nonce)
                    .doFinal(sealed, HEAD_BYTES, sealed.length - HEAD_BYTES);
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(text))
                    .toString();
        } catch (AEADBadTagException | CharacterCodingException e) {
            throw new UnreadableRecordException(DAMAGED);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK opens AES-GCM", e);
        }
    }

    private Cipher cipher(int mode, String recordId, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key.sealing(), new GCMParameterSpec(TAG_BYTES * 8, nonce));
        cipher.updateAAD(new byte[] {VERSION});
        cipher.updateAAD(recordId.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
