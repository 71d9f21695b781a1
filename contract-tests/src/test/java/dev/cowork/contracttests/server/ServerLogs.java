package dev.cowork.contracttests.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalTime;

/** What every server of a run wrote, one file a process, for looking into a failure afterwards. */
final class ServerLogs {

    private static final Path FOLDER = Path.of("target", "server-logs");

    private ServerLogs() {}

    static void write(long pid, String line) {
        try {
            Files.createDirectories(FOLDER);
            Files.writeString(
                    FOLDER.resolve(pid + ".log"),
                    LocalTime.now() + " " + line + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
