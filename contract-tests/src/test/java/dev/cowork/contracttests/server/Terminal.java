package dev.cowork.contracttests.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code cowork ask} as a child process, with what a person types and reads. Closing it kills it. */
public final class Terminal implements AutoCloseable {

    private final Process process;
    private final Output out;
    private final Output err;

    private Terminal(Process process) {
        this.process = process;
        this.out = new Output(process.getInputStream());
        this.err = new Output(process.getErrorStream());
    }

    /** Asks the server at this address. */
    public static Terminal ask(URI server, String... arguments) {
        List<String> command = new ArrayList<>(ServerCommand.java());
        // options of the JVM stand before the jar
        command.addAll(command.indexOf("-jar"), List.of("-Dstdout.encoding=UTF-8", "-Dstderr.encoding=UTF-8"));
        command.addAll(List.of("ask", "--url", server.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> !name.equals("PATH") && !name.equals("LANG"));
        environment.put("HOME", System.getProperty("java.io.tmpdir"));
        try {
            return new Terminal(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Types a line. */
    public void type(String line) {
        try {
            OutputStream in = process.getOutputStream();
            in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            in.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Nobody types any more. */
    public void closeInput() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ctrl-C. */
    public void interrupt() {
        try {
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The window is closed the hard way. */
    public void kill9() {
        process.toHandle().destroyForcibly();
        exit(Duration.ofSeconds(30));
    }

    /** Waits for its end; returns its exit value. */
    public int exit(Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("Still running.\n" + out() + "\n" + err());
            }
            out.join();
            err.join();
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What standard output says so far. */
    public String out() {
        return out.text();
    }

    /** What standard error says so far. */
    public String err() {
        return err.text();
    }

    /** Waits until standard output contains that. */
    public void awaitOut(String part, Duration limit) {
        out.await(part, limit);
    }

    /** Waits until standard error contains that. */
    public void awaitErr(String part, Duration limit) {
        err.await(part, limit);
    }

    @Override
    public void close() {
        process.toHandle().destroyForcibly();
    }

    /** One stream, read to its end. */
    private static final class Output {

        private final StringBuilder text = new StringBuilder();
        private final Thread thread;

        Output(InputStream from) {
            thread = Thread.ofPlatform().daemon().start(() -> {
                try (var reader = new InputStreamReader(from, StandardCharsets.UTF_8)) {
                    char[] some = new char[4096];
                    for (int n = reader.read(some); n >= 0; n = reader.read(some)) {
                        synchronized (text) {
                            text.append(some, 0, n);
                            text.notifyAll();
                        }
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }

        String text() {
            synchronized (text) {
                return text.toString();
            }
        }

        void await(String part, Duration limit) {
            long end = System.nanoTime() + limit.toNanos();
            synchronized (text) {
                while (text.indexOf(part) < 0) {
                    long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                    if (left <= 0) {
                        throw new IllegalStateException("\"" + part + "\" did not come: " + text);
                    }
                    try {
                        text.wait(left);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        throw new IllegalStateException(e);
                    }
                }
            }
        }

        void join() throws InterruptedException {
            thread.join(Duration.ofSeconds(5));
        }
    }
}
