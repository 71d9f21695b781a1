package dev.cowork.server.platform.db;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where SQLite's native library is unpacked. The library does that in the temporary folder, which hardened machines mount so that nothing in
 * it may be run; then it is the server's home.
 */
public final class NativeLibrary {

    private static final String FOLDER = "org.sqlite.tmpdir";
    private static final Path MOUNTS = Path.of("/proc/self/mounts");

    private NativeLibrary() {}

    /**
     * Sees to it that the library can be loaded. To be called before the first use of SQLite.
     *
     * @param home the server's home, which is there
     */
    public static void prepare(Path home) {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir", "/tmp")).toAbsolutePath();
        if (System.getProperty(FOLDER) == null && nothingRunsIn(temporary, mounts())) {
            System.setProperty(FOLDER, home.toString());
        }
    }

    private static List<String> mounts() {
        try {
            return Files.isReadable(MOUNTS) ? Files.readAllLines(MOUNTS) : List.of();
        } catch (IOException | RuntimeException unknown) {
            return List.of();
        }
    }

    /** Looks at the innermost mount that a folder is in; of two at the same place the later one counts. */
    static boolean nothingRunsIn(Path folder, List<String> mounts) {
        String innermost = "";
        boolean refused = false;
        for (String line : mounts) {
            String[] fields = line.split(" ");
            String place = fields.length < 4 ? "" : unescaped(fields[1]);
            if (!place.isEmpty() && folder.startsWith(place) && place.length() >= innermost.length()) {
                innermost = place;
                refused = List.of(fields[3].split(",")).contains("noexec");
            }
        }
        return refused;
    }

    private static String unescaped(String mountPoint) {
        return mountPoint.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\");
    }
}
