package dev.cowork.contracttests.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** How the packaged server is started. */
final class ServerCommand {

    private ServerCommand() {}

    /** The command without arguments of the server. */
    static List<String> java() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-Xmx384m",
                "-jar",
                jar().toString());
    }

    private static Path jar() {
        Path folder = Path.of(System.getProperty("cowork.server.directory", "../implementation/server/target"));
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches("server-.*-exec\\.jar"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("No packaged server in " + folder
                            + ": run ./mvnw package for it first."));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
