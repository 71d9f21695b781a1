package dev.cowork.server.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A server in a process of its own, from the class path of the tests. */
public final class ServerProcess implements AutoCloseable {

    private final Process process;
    private final List<String> output = new CopyOnWriteArrayList<>();
    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final CompletableFuture<String> ready = new CompletableFuture<>();
    private final List<Thread> readers = new ArrayList<>();

    private ServerProcess(Process process) {
        this.process = process;
        read(process.getInputStream(), output, true);
        read(process.getErrorStream(), errors, false);
    }

    /**
     * Starts a process.
     *
     * @param main the class with the main method
     * @param home the home of its data, unless the variables name another
     * @param variables the whole environment but for the home and, unless set, a free port
     * @param arguments the command line
     */
    public static ServerProcess start(Class<?> main, Path home, Map<String, String> variables, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.environment().put("COWORK_HOME", home.toString());
        builder.environment().put("COWORK_SERVER_PORT", "0");
        builder.environment().putAll(variables);
        return new ServerProcess(builder.start());
    }

    /** Waits for the line {@code ready URL} and gives the URL. */
    public String ready() throws Exception {
        return ready.get(60, TimeUnit.SECONDS);
    }

    /** Has the process collect its garbage, as it does by itself sooner or later. Returns when that is done. */
    public void collectGarbage() throws IOException, InterruptedException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Process command = new ProcessBuilder(jcmd, "" + process.pid(), "GC.run")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (command.waitFor() != 0) {
            throw new IOException("jcmd ended with " + command.exitValue());
        }
    }

    /** Sends SIGTERM. */
    public void terminate() {
        process.destroy();
    }

    /** Kills it, as a crash would. */
    public void kill() {
        process.destroyForcibly();
    }

    /** Waits for the end and gives the exit code. */
    public int exit(Duration limit) throws InterruptedException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("It still runs after " + limit + ": " + errors);
        }
        for (Thread reader : readers) {
            reader.join(Duration.ofSeconds(5));
        }
        return process.exitValue();
    }

    /** The lines on standard output so far. */
    public List<String> output() {
        return output;
    }

    /** The lines on standard error so far. */
    public List<String> errors() {
        return errors;
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(10, TimeUnit.SECONDS);
    }

    private void read(InputStream stream, List<String> lines, boolean results) {
        readers.add(Thread.ofVirtual().start(() -> {
            try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                for (String line; (line = reader.readLine()) != null; ) {
                    lines.add(line);
                    if (results && line.startsWith("ready ")) {
                        ready.complete(line.substring("ready ".length()));
                    }
                }
            } catch (IOException e) {
                // the process is gone
            }
            if (results) {
                ready.completeExceptionally(new AssertionError("It ended without being ready: " + errors));
            }
        }));
    }
}
