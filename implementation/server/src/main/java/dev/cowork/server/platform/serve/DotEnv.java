package dev.cowork.server.platform.serve;

import dev.cowork.server.platform.problems.StartRefused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The file {@code .env} in the home: lines of NAME=VALUE, with comments, quotes and an optional {@code export}. */
public final class DotEnv {

    private static final long LIMIT = 1 << 20;

    private DotEnv() {}

    /**
     * Blocks: not for the event loop.
     *
     * @param file the file
     * @return what it says, in its order; nothing if it is missing
     * @throws StartRefused if it is there and cannot be read, or is too large
     */
    public static Map<String, String> read(Path file) {
        if (!Files.isRegularFile(file)) {
            return Map.of();
        }
        try {
            if (Files.size(file) > LIMIT) {
                throw new StartRefused("The file " + file + " is too large to be a list of variables.");
            }
            // a stray byte that is no UTF-8 must not keep the server from starting
            return parse(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new StartRefused("The file " + file + " cannot be read: check its permissions.", e);
        }
    }

    /**
     * @param text lines as in such a file
     * @return the variables in their order; the last of a name counts, what is no variable is passed over
     */
    public static Map<String, String> parse(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String raw : text.lines().toList()) {
            String line = raw.strip();
            if (line.startsWith("export ")) {
                line = line.substring("export ".length()).strip();
            }
            int equals = line.indexOf('=');
            if (line.startsWith("#") || equals < 1) {
                continue;
            }
            values.put(
                    line.substring(0, equals).strip(),
                    unquote(line.substring(equals + 1).strip()));
        }
        return values;
    }

    private static String unquote(String value) {
        if (value.length() >= 2 && (value.charAt(0) == '"' || value.charAt(0) == '\'')) {
            int end = value.indexOf(value.charAt(0), 1);
            if (end > 0) {
                return value.substring(1, end);
            }
        }
        int comment = value.indexOf(" #");
        return comment < 0 ? value : value.substring(0, comment).strip();
    }
}
