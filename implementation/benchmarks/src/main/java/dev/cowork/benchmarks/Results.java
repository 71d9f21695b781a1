package dev.cowork.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The folder of results: one file of raw samples for each id, and a page made from all of them. */
final class Results {

    private static final String RAW = "raw";

    private Results() {}

    /** Replaces the raw files of these rows. */
    static void keep(Path folder, List<Row> rows, List<Sample> samples, List<String> machine) throws IOException {
        Path raw = Files.createDirectories(folder.resolve(RAW));
        Map<String, List<Row>> byId = new LinkedHashMap<>();
        rows.forEach(
                row -> byId.computeIfAbsent(row.id(), id -> new ArrayList<>()).add(row));
        for (Map.Entry<String, List<Row>> entry : byId.entrySet()) {
            Row first = entry.getValue().getFirst();
            List<String> lines = new ArrayList<>();
            machine.forEach(line -> lines.add("#machine " + line));
            lines.add("#of " + first.of());
            lines.add("#baseline " + first.baselineName());
            entry.getValue()
                    .forEach(row -> row.goals()
                            .forEach(goal -> lines.add("#goal " + row.size() + "|" + goal.metric() + "|" + goal.kind()
                                    + "|" + goal.bound())));
            if (first.reference() != null) {
                lines.add("#reference " + first.reference());
            }
            lines.add(Sample.HEADER);
            samples.stream()
                    .filter(sample -> sample.row().equals(entry.getKey()))
                    .map(Sample::csv)
                    .forEach(lines::add);
            Files.write(raw.resolve(slug(entry.getKey()) + ".csv"), lines);
        }
    }

    /** Writes the page again. */
    static void page(Path folder) throws IOException {
        List<RowFile> files = new ArrayList<>();
        try (Stream<Path> raw = Files.list(folder.resolve(RAW))) {
            for (Path file : raw.filter(path -> path.toString().endsWith(".csv"))
                    .sorted()
                    .toList()) {
                files.add(RowFile.read(file));
            }
        }
        Files.writeString(folder.resolve("README.md"), Page.of(files));
    }

    private static String slug(String id) {
        return id.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    }
}
