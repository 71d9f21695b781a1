package dev.cowork.benchmarks.driver;

import dev.cowork.benchmarks.Side;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs {@link Streaming} with a small heap. A process that runs out of memory has no rate, and the memory it was allowed. */
final class StreamingSide {

    private static final double GAVE_UP = -1;

    private StreamingSide() {}

    static Side of(String side, int rows) {
        return () -> {
            Process process = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx256m",
                            "-XX:+UseSerialGC",
                            "-XX:+ExitOnOutOfMemoryError",
                            "--enable-native-access=ALL-UNNAMED",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Streaming.class.getName(),
                            side,
                            Integer.toString(rows)))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            Map<String, Double> figures = new LinkedHashMap<>();
            boolean done = process.waitFor() == 0;
            String[] words = said.split(" ");
            figures.put("rows/s", done ? Double.parseDouble(words[0]) : GAVE_UP);
            figures.put("peak resident MB", done ? Double.parseDouble(words[1]) : GAVE_UP);
            figures.put("complete", done ? 1.0 : 0.0);
            return figures;
        };
    }
}
