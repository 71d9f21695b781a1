package dev.cowork.contracttests.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * How the packaged server is started: unpacked once, and started once to record what a start needs, because the tests
 * start it many times. The tests are about promises and not about speed, so the second compiler stays out.
 */
final class ServerCommand {

    private static final Path FOLDER = Path.of("target", "server-app");
    private static final List<String> COMMAND = prepare();

    private ServerCommand() {}

    /** The command without arguments of the server. */
    static List<String> java() {
        return COMMAND;
    }

    private static List<String> prepare() {
        try {
            Path packed = packed();
            Path app = FOLDER.resolve(Files.size(packed) + "-"
                            + Files.getLastModifiedTime(packed).toMillis())
                    .toAbsolutePath();
            Path record = app.resolve("start.aot");
            if (!Files.exists(record)) {
                Folders.delete(FOLDER);
                unpack(packed, app);
                record(command(find(app, "server-.*\\.jar"), "-XX:AOTCacheOutput=" + record), app);
            }
            Path jar = find(app, "server-.*\\.jar");
            return Files.exists(record) ? command(jar, "-XX:AOTCache=" + record) : command(jar);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void unpack(Path packed, Path app) throws IOException, InterruptedException {
        end(new ProcessBuilder(
                        javaBinary(),
                        "-Djarmode=tools",
                        "-jar",
                        packed.toString(),
                        "extract",
                        "--force",
                        "--destination",
                        app.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    private static void record(List<String> command, Path app) throws IOException, InterruptedException {
        List<String> serve = new ArrayList<>(command);
        serve.add("serve");
        var builder = new ProcessBuilder(serve).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("COWORK_HOME", app.resolve("home").toString());
        builder.environment().put("COWORK_SERVER_PORT", "0");
        Process process = builder.start();
        try (BufferedReader lines = process.inputReader()) {
            lines.readLine();
            // destroy() of the process itself would close the stream that is read here
            process.toHandle().destroy();
            while (lines.readLine() != null) {
                continue;
            }
        }
        process.waitFor();
    }

    private static List<String> command(Path jar, String... more) {
        List<String> command = new ArrayList<>(List.of(
                javaBinary(),
                "-Xms32m",
                "-Xmx384m",
                "-XX:+UseSerialGC",
                "-XX:NewRatio=1",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED"));
        command.addAll(List.of(more));
        command.add("-jar");
        command.add(jar.toString());
        return List.copyOf(command);
    }

    private static void end(Process process) throws InterruptedException {
        if (process.waitFor() != 0) {
            throw new IllegalStateException("The server could not be unpacked.");
        }
    }

    private static String javaBinary() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
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
