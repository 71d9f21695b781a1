package dev.cowork.contracttests.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** How the packaged server is started: unpacked once, then as the start script of the project does it. */
final class ServerCommand {

    private static final List<String> COMMAND = prepare();

    private ServerCommand() {}

    /** The command without arguments of the server. */
    static List<String> java() {
        return COMMAND;
    }

    private static List<String> prepare() {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Path packed = packed();
        try {
            Path app = Files.createTempDirectory("cowork-app-");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> Folders.delete(app)));
            var unpacking = new ProcessBuilder(
                            java,
                            "-Djarmode=tools",
                            "-jar",
                            packed.toString(),
                            "extract",
                            "--force",
                            "--destination",
                            app.toString())
                    .inheritIO()
                    .start();
            if (unpacking.waitFor() != 0) {
                throw new IllegalStateException("The server could not be unpacked: " + packed);
            }
            return List.of(
                    java,
                    "-Xms32m",
                    "-Xmx384m",
                    "-XX:+UseSerialGC",
                    "-XX:+ExitOnOutOfMemoryError",
                    "-Xshare:auto",
                    "--enable-native-access=ALL-UNNAMED",
                    "-jar",
                    find(app, "server-.*\\.jar").toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Path packed() {
        Path folder = Path.of(System.getProperty("cowork.server.directory", "../implementation/server/target"));
        return find(folder, "server-.*-exec\\.jar");
    }

    private static Path find(Path folder, String name) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("No server in " + folder + ": package it first."));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
