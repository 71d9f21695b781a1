package dev.cowork.server.files;

import dev.cowork.server.agent.ToolResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Some lines of a file.
 *
 * @param text the lines
 * @param lines how many there are
 * @param more whether the file goes on behind them
 * @param cut whether the last one is not whole because the window was full
 * @param binary whether the file is no text at all
 */
record LineWindow(String text, int lines, boolean more, boolean cut, boolean binary) {

    static final int MOST_BYTES = 256 << 10;

    /** A file of more than this is not searched for the first line. */
    private static final long MOST_SKIPPED = 512L << 20;

    static LineWindow read(InputStream in, int offset, int limit) throws IOException {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        byte[] buffer = new byte[64 << 10];
        long line = 1;
        long taken = 0;
        int read = in.read(buffer);
        while (read > 0 && taken < MOST_SKIPPED) {
            for (int i = 0; i < read; i++) {
                if (buffer[i] == 0) {
                    return new LineWindow("", 0, false, false, true);
                }
                if (line >= (long) offset + limit || kept.size() == MOST_BYTES) {
                    return window(kept, true);
                }
                if (line >= offset) {
                    kept.write(buffer[i]);
                }
                line += buffer[i] == '\n' ? 1 : 0;
            }
            taken += read;
            read = in.read(buffer);
        }
        return window(kept, read > 0);
    }

    private static LineWindow window(ByteArrayOutputStream kept, boolean more) {
        byte[] bytes = kept.toByteArray();
        int lines = 0;
        for (byte b : bytes) {
            lines += b == '\n' ? 1 : 0;
        }
        boolean endsInside = bytes.length > 0 && bytes[bytes.length - 1] != '\n';
        return new LineWindow(
                new String(bytes, StandardCharsets.UTF_8),
                lines + (endsInside ? 1 : 0),
                more,
                more && endsInside,
                false);
    }

    ToolResult result(ProjectPath path, int offset) {
        if (binary) {
            return ToolResult.failed(path + " is not a text file.");
        }
        if (lines == 0) {
            String none = offset == 1 && !more ? "The file is empty." : "The file has no line " + offset + ".";
            return ToolResult.done(none, path + ": no lines");
        }
        int last = offset + lines - 1;
        String note = !more
                ? ""
                : (text.endsWith("\n") ? "" : "\n")
                        + "[The file goes on" + (cut ? " inside line " + last : "") + "; read it with offset "
                        + (cut && lines > 1 ? last : last + 1) + "]\n";
        return ToolResult.done(text + note, path + ": lines " + offset + " to " + last);
    }
}
