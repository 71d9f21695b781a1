package dev.cowork.contracttests.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.server.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** The open files and sockets of a server, where the system shows them. */
final class Descriptors {

    /** What a server may hold more than before: a log file it has just opened, a connection that is being closed. */
    private static final int MORE = 5;

    private Descriptors() {}

    /** How many there are; 0 on systems that do not show them. */
    static long of(ServerProcess server) {
        Path folder = Path.of("/proc", Long.toString(server.pid()), "fd");
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until they are as few as before; fails when that takes longer than thirty seconds. */
    static void areBackAt(ServerProcess server, long before) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (of(server) > before + MORE && System.nanoTime() < deadline) {
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
        assertThat(of(server)).as("open files and sockets").isLessThanOrEqualTo(before + MORE);
    }
}
