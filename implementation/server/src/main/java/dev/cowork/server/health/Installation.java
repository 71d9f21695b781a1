package dev.cowork.server.health;

import dev.cowork.server.vault.PrivateFile;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The random id of this installation: made at the first start, kept in a small file of the home. */
final class Installation {

    private static final Logger LOG = LoggerFactory.getLogger(Installation.class);
    private static final String FILE = ".installation-id";
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{16}");

    private Installation() {}

    /** Reads or makes the id; empty if that is impossible, since an id that changed at every start would be a lie. Blocks. */
    static String id(Path home) {
        try {
            String id = PrivateFile.readOrCreate(home.resolve(FILE), Installation::fresh);
            if (FORM.matcher(id).matches()) {
                return id;
            }
            LOG.warn("The file {} holds something else than an installation id; none is given", FILE);
        } catch (IOException e) {
            LOG.warn("The installation id can neither be read nor made: {}", e.toString());
        }
        return "";
    }

    private static String fresh() {
        byte[] chance = new byte[8];
        new SecureRandom().nextBytes(chance);
        return HexFormat.of().formatHex(chance);
    }
}
