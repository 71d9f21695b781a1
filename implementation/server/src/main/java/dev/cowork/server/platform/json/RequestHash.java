package dev.cowork.server.platform.json;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import tools.jackson.databind.json.JsonMapper;

/** Tells one request body from another. */
public final class RequestHash {

    private RequestHash() {}

    /**
     * @param request a body as it was read
     * @param json writes it
     * @return the same for the same request, whatever the order of its fields
     */
    public static String of(Object request, JsonMapper json) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha.digest(json.writeValueAsBytes(request)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
