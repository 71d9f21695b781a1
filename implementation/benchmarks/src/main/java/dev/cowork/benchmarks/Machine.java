package dev.cowork.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** The machine, in lines. */
final class Machine {

    private Machine() {}

    static List<String> describe() {
        return List.of(
                "measured " + Instant.now().truncatedTo(ChronoUnit.MINUTES),
                "processor " + find("/proc/cpuinfo", "model name") + ", "
                        + Runtime.getRuntime().availableProcessors() + " cores",
                "memory " + find("/proc/meminfo", "MemTotal"),
                "system " + System.getProperty("os.name") + " " + System.getProperty("os.version"),
                "Java " + Runtime.version());
    }

    private static String find(String file, String key) {
        try {
            return Files.readAllLines(Path.of(file)).stream()
                    .filter(line -> line.startsWith(key))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }
}
