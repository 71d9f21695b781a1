package dev.cowork.benchmarks.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A server as a process, from its start to its end. */
final class RunningProcess implements AutoCloseable {

    private static final double TICKS = 100;

    private final Process process;
    private final int port;
    private final double readyMillis;

    private RunningProcess(Process process, int port, double readyMillis) {
        this.process = process;
        this.port = port;
        this.readyMillis = readyMillis;
    }

    /** Starts it and waits for its line {@code ready URL}. */
    static RunningProcess start(List<String> command, Map<String, String> more, Path log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("MAVEN") && name.endsWith("_CMD_LINE_ARGS"));
        builder.environment().putAll(more);
        builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        long began = System.nanoTime();
        Process process = builder.start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        if (line == null || !line.startsWith("ready ")) {
            process.destroy();
            throw new IOException("It did not start: " + line + "; " + Files.readString(log));
        }
        return new RunningProcess(
                process,
                Integer.parseInt(line.substring(line.lastIndexOf(':') + 1)),
                (System.nanoTime() - began) / 1e6);
    }

    int port() {
        return port;
    }

    /** From the start of the process to its line. */
    double readyMillis() {
        return readyMillis;
    }

    /** Resident memory in megabytes, of 1,048,576 bytes. */
    double residentMegabytes() throws IOException {
        return status("VmRSS:") / 1024;
    }

    double threads() throws IOException {
        return status("Threads:");
    }

    /** Processor time so far, in seconds. */
    double processorSeconds() throws IOException {
        String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Double.parseDouble(fields[11]) + Double.parseDouble(fields[12])) / TICKS;
    }

    private double status(String key) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
            if (line.startsWith(key)) {
                return Double.parseDouble(line.substring(key.length()).strip().split(" ")[0]);
            }
        }
        return Double.NaN;
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
