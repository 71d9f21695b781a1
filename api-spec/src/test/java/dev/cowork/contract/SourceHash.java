package dev.cowork.contract;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SortedMap;

/** The hash that ties a bundle to its sources; {@code tools/bundle.mjs} computes the same. */
final class SourceHash {

    private SourceHash() {}

    /** SHA-256, in hex, over path, line feed, text and line feed of every file in the order of the paths. */
    static String of(SortedMap<String, String> sources) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            sources.forEach(
                    (path, text) -> digest.update((path + "\n" + text + "\n").getBytes(StandardCharsets.UTF_8)));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
