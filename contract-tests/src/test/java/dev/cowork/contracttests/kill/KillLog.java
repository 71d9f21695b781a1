package dev.cowork.contracttests.kill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Writes one line for each turn that a kill met, as soon as it is known, and sums them up. */
final class KillLog {

    private final Path file;
    private final Map<Scene.Kind, List<Double>> moments = new EnumMap<>(Scene.Kind.class);
    private final Map<Scene.Kind, Map<String, Integer>> ends = new EnumMap<>(Scene.Kind.class);

    KillLog(Path file) throws IOException {
        this.file = file;
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, Row.HEADER + "\n");
    }

    void add(int kill, Scene.Kind kind, double millis, List<Row> rows) throws IOException {
        var lines = new StringBuilder();
        for (Row row : rows) {
            lines.append(row.line(kill, kind, millis)).append('\n');
            ends.computeIfAbsent(kind, key -> new TreeMap<>()).merge(row.terminal(), 1, Integer::sum);
        }
        moments.computeIfAbsent(kind, key -> new ArrayList<>()).add(millis);
        Files.writeString(file, lines, StandardOpenOption.APPEND);
    }

    /** A line for each kind: how many kills, when, and how the turns were found. */
    String summary() {
        var text = new StringBuilder("kills (" + file + "):\n");
        moments.forEach((kind, times) -> {
            var sorted = times.stream().sorted().toList();
            text.append(String.format(
                    Locale.ROOT,
                    "  %-9s %3d kills, %.0f to %.0f ms after the request, turns %s%n",
                    kind.name().toLowerCase(Locale.ROOT),
                    sorted.size(),
                    sorted.getFirst(),
                    sorted.getLast(),
                    ends.getOrDefault(kind, Map.of())));
        });
        return text.toString();
    }
}
