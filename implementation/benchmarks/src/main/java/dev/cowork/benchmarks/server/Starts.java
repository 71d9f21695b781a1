package dev.cowork.benchmarks.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Starts both servers, and removes what they leave. */
final class Starts implements AutoCloseable {

    private final Path root;
    private final Path folder;

    Starts(Path root) throws IOException {
        this.root = root;
        this.folder = Files.createTempDirectory("bench-server");
        Files.createDirectories(bodies());
    }

    /** A home, made by a first start. */
    Path home(String name) throws Exception {
        Path home = folder.resolve(name);
        if (!Files.exists(home)) {
            server(home).close();
        }
        return home;
    }

    /** The server, as anybody starts it. */
    RunningProcess server(Path home) throws IOException {
        return server(home, "");
    }

    /** The server with further options of the JVM. */
    RunningProcess server(Path home, String javaOptions) throws IOException {
        return RunningProcess.start(
                List.of(root.resolve("cowork").toString(), "serve"),
                Map.of("COWORK_HOME", home.toString(), "COWORK_SERVER_PORT", "0", "COWORK_JAVA_OPTS", javaOptions),
                folder.resolve("server.log"));
    }

    /** The bare route, with the collector and the heap of the server. */
    RunningProcess bare() throws IOException {
        return RunningProcess.start(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xms32m",
                        "-Xmx384m",
                        "-XX:+UseSerialGC",
                        "-XX:NewRatio=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BareServer.class.getName(),
                        bodies().toString()),
                Map.of(),
                folder.resolve("bare.log"));
    }

    /** Where the bare route finds its answers. */
    Path bodies() {
        return folder.resolve("bodies");
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
