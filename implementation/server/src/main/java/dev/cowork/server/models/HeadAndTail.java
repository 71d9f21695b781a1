package dev.cowork.server.models;

import dev.cowork.server.platform.json.ContentSize;
import java.nio.charset.StandardCharsets;

/** Cuts long text in its middle: what matters in a tool's output mostly stands at its beginning or its end. */
public final class HeadAndTail {

    private static final int MARK_ROOM = 64;

    private HeadAndTail() {}

    /**
     * @param text any text
     * @param maxBytes the most UTF-8 bytes of the result, at least 128
     * @return the text itself if it fits, else two thirds from its beginning, a line that counts what is missing, and its end
     */
    public static String cut(String text, int maxBytes) {
        if (text.length() <= maxBytes / 3 || ContentSize.of(text) <= maxBytes) {
            return text;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int room = Math.max(maxBytes, 128) - MARK_ROOM;
        int head = onBoundary(bytes, room * 2 / 3);
        int tail = onBoundary(bytes, bytes.length - room / 3);
        return new String(bytes, 0, head, StandardCharsets.UTF_8)
                + "\n[... " + (tail - head) + " bytes left out ...]\n"
                + new String(bytes, tail, bytes.length - tail, StandardCharsets.UTF_8);
    }

    private static int onBoundary(byte[] utf8, int at) {
        int i = at;
        while (i > 0 && i < utf8.length && (utf8[i] & 0xC0) == 0x80) {
            i--;
        }
        return i;
    }
}
