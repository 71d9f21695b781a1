package dev.cowork.contracttests.stream;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * What a run of frames comes to without keeping them: two runs are the same, byte for byte, when their digests are equal.
 *
 * @param frames how many
 * @param first the SSE id of the first, empty when there is none
 * @param last the SSE id of the last, empty when there is none
 * @param sha256 over all their blocks, each with its blank line
 */
public record FrameDigest(int frames, String first, String last, String sha256) {

    private static final byte[] BLANK_LINE = {'\n', '\n'};

    /** The digest of frames that are there. */
    public static FrameDigest of(List<Frame> frames) {
        var sum = new Sum();
        for (Frame frame : frames) {
            byte[] block = frame.text().getBytes(StandardCharsets.UTF_8);
            sum.add(block, 0, block.length);
        }
        return sum.digest();
    }

    /** Takes blocks one by one. */
    static final class Sum {

        private final MessageDigest sha = sha256();
        private int frames;
        private String first = "";
        private String last = "";

        /** Takes a block without its blank line. */
        void add(byte[] bytes, int offset, int length) {
            sha.update(bytes, offset, length);
            sha.update(BLANK_LINE);
            last = id(bytes, offset, length);
            first = frames++ == 0 ? last : first;
        }

        int frames() {
            return frames;
        }

        FrameDigest digest() {
            return new FrameDigest(frames, first, last, HexFormat.of().formatHex(sha.digest()));
        }

        private static String id(byte[] bytes, int offset, int length) {
            int end = offset;
            while (end < offset + length && bytes[end] != '\n') {
                end++;
            }
            String line = new String(bytes, offset, end - offset, StandardCharsets.UTF_8);
            return line.startsWith("id: ") ? line.substring(4) : "no id in '" + line + "'";
        }

        private static MessageDigest sha256() {
            try {
                return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
