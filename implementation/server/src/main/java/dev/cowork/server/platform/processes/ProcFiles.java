package dev.cowork.server.platform.processes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What Linux tells about processes in files; elsewhere there is none, and nothing is told. All methods block shortly. */
final class ProcFiles {

    private static final Path PROC = Path.of("/proc");

    private ProcFiles() {}

    /** All processes there are, by their numbers. */
    static void each(Consumer<Long> process) {
        if (!Files.isDirectory(PROC)) {
            return;
        }
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path found : processes) {
                process.accept(Long.parseLong(found.getFileName().toString()));
            }
        } catch (IOException | DirectoryIteratorException unreadable) {
            // the next look tries again
        }
    }

    /** The environment a process was started with; empty when it is gone or another user's. */
    static String environment(long process) {
        try {
            return new String(Files.readAllBytes(file(process, "environ")), StandardCharsets.ISO_8859_1);
        } catch (IOException | RuntimeException goneOrForeign) {
            return "";
        }
    }

    /** The pipe that a process writes its output to; null when that is no pipe or cannot be told. */
    static @Nullable String outputPipe(long process) {
        return pipe(process, 1);
    }

    /** Whether a process writes its output or its errors to a pipe. */
    static boolean writesTo(long process, String pipe) {
        return pipe.equals(pipe(process, 1)) || pipe.equals(pipe(process, 2));
    }

    private static @Nullable String pipe(long process, int descriptor) {
        try {
            String target =
                    Files.readSymbolicLink(file(process, "fd/" + descriptor)).toString();
            return target.startsWith("pipe:") ? target : null;
        } catch (IOException | RuntimeException goneOrForeign) {
            return null;
        }
    }

    /** Whether a process is dead and only waits for its parent to ask how it ended. */
    static boolean zombie(long process) {
        return stat(process).filter(state -> state.startsWith("Z")).isPresent();
    }

    private static Optional<String> stat(long process) {
        try {
            String stat = Files.readString(file(process, "stat"), StandardCharsets.ISO_8859_1);
            return Optional.of(stat.substring(Math.min(stat.length(), stat.lastIndexOf(')') + 2)));
        } catch (IOException notLinuxOrGone) {
            return Optional.empty();
        }
    }

    private static Path file(long process, String name) {
        return PROC.resolve(process + "/" + name);
    }
}
