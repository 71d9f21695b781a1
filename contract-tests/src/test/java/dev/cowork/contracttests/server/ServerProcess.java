package dev.cowork.contracttests.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/** The packaged server as a child process with a home of its own. Closing it kills it and removes a home it made. */
public final class ServerProcess implements AutoCloseable {

    private static final Pattern READY = Pattern.compile("ready (http://\\S+)");
    private static final Duration START_LIMIT = Duration.ofSeconds(180);
    private static final int TAIL = 200;

    private final Path home;
    private final boolean ownHome;
    private final Map<String, String> environment;
    private final Process process;
    private final List<String> stdout = new CopyOnWriteArrayList<>();
    private final List<String> stderr = new CopyOnWriteArrayList<>();
    private final CompletableFuture<URI> ready = new CompletableFuture<>();
    private final List<Thread> pumps = new ArrayList<>();

    private ServerProcess(Path home, boolean ownHome, Map<String, String> environment, List<String> arguments) {
        this.home = home;
        this.ownHome = ownHome;
        this.environment = Map.copyOf(environment);
        process = launch(home, environment, arguments);
        pumps.add(pump(process.getInputStream(), stdout, true));
        pumps.add(pump(process.getErrorStream(), stderr, false));
        process.onExit().thenRun(() -> {
            join();
            ready.completeExceptionally(new IllegalStateException("The server ended with " + process.exitValue()));
        });
    }

    /** Starts a server with a new home, in rehearsal, and waits until it is ready. */
    public static ServerProcess start() {
        return start(Map.of());
    }

    /** The same with more environment. */
    public static ServerProcess start(Map<String, String> environment) {
        return launch(newHome(), true, environment, List.of("serve")).awaitReady();
    }

    /** Starts a server on a home that is there already and stays when it is closed; waits until it is ready. */
    public static ServerProcess start(Path home, Map<String, String> environment) {
        return launch(home, false, environment, List.of("serve")).awaitReady();
    }

    /** Starts the command with these arguments and does not wait; the home is left alone. */
    public static ServerProcess run(Path home, Map<String, String> environment, String... arguments) {
        return launch(home, false, environment, List.of(arguments));
    }

    /** A new empty folder for a home. */
    public static Path newHome() {
        try {
            return Files.createTempDirectory("cowork-test-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ServerProcess launch(Path home, boolean own, Map<String, String> environment, List<String> args) {
        return new ServerProcess(home, own, environment, args);
    }

    private static Process launch(Path home, Map<String, String> more, List<String> arguments) {
        List<String> command = new ArrayList<>(ServerCommand.java());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> !name.equals("PATH") && !name.equals("LANG"));
        environment.put("HOME", home.toString());
        environment.put("COWORK_HOME", home.resolve("data").toString());
        environment.put("COWORK_SERVER_PORT", "0");
        environment.put("COWORK_REHEARSAL", "true");
        // what runs on the developer's own machine is none of the tests'
        environment.put("COWORK_LOCAL_MODEL_PORTS", "9");
        environment.putAll(more);
        environment.values().removeIf(String::isEmpty);
        try {
            Process started = builder.start();
            started.getOutputStream().close();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Thread pump(InputStream from, List<String> to, boolean lookForReady) {
        // reading a pipe would hold a carrier of virtual threads
        return Thread.ofPlatform().daemon().start(() -> {
            try (var lines = new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    to.add(line);
                    ServerLogs.write(process.pid(), line);
                    var match = READY.matcher(line);
                    if (lookForReady && match.matches()) {
                        ready.complete(URI.create(match.group(1)));
                    }
                }
            } catch (IOException e) {
                to.add("(the output broke off: " + e.getMessage() + ")");
            }
        });
    }

    private void join() {
        for (Thread pump : pumps) {
            try {
                pump.join(Duration.ofSeconds(5));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Waits for the ready line; fails with the end of the error output when it does not come. */
    public ServerProcess awaitReady() {
        try {
            ready.get(START_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            return this;
        } catch (Exception e) {
            String why = "The server is not ready: " + e.getMessage() + "\n" + tail();
            close();
            throw new IllegalStateException(why, e);
        }
    }

    /** Where it answers, without a path. */
    public URI base() {
        return ready.join();
    }

    /** The client's view of it. */
    public Api api() {
        return new Api(base());
    }

    /** Its home's parent: what the process has as {@code HOME}. */
    public Path home() {
        return home;
    }

    /** Process id. */
    public long pid() {
        return process.pid();
    }

    /** Whether the process runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Everything it wrote to its standard output so far, by line. */
    public List<String> stdout() {
        return stdout;
    }

    /** Everything it wrote to its error output so far, by line. */
    public List<String> stderr() {
        return stderr;
    }

    /** The last lines of both outputs. */
    public String tail() {
        var all = new ArrayList<>(stdout);
        all.addAll(stderr);
        return String.join("\n", all.subList(Math.max(0, all.size() - TAIL), all.size()));
    }

    /** Kills it the hard way and waits until it is gone. */
    public void kill9() {
        process.toHandle().destroyForcibly();
        exit(Duration.ofSeconds(30));
    }

    /** Asks it to end, as a shell does with SIGTERM; returns its exit value. */
    public int stop(Duration limit) {
        process.toHandle().destroy();
        return exit(limit);
    }

    /** Waits for its end; returns its exit value. */
    public int exit(Duration limit) {
        try {
            int value = process.onExit()
                    .get(limit.toMillis(), TimeUnit.MILLISECONDS)
                    .exitValue();
            join();
            return value;
        } catch (TimeoutException e) {
            throw new AssertionError("The server did not end within " + limit + ".\n" + tail(), e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** A new process on the same home with the same environment; this one must have ended. */
    public ServerProcess restart() {
        return restart(Map.of());
    }

    /** The same with other environment beside. */
    public ServerProcess restart(Map<String, String> more) {
        if (isAlive()) {
            throw new IllegalStateException("It still runs.");
        }
        Map<String, String> all = new LinkedHashMap<>(environment);
        all.putAll(more);
        return launch(home, ownHome, all, List.of("serve")).awaitReady();
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            kill9();
        }
        if (ownHome) {
            Folders.delete(home);
        }
    }
}
