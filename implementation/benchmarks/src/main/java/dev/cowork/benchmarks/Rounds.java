package dev.cowork.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Measures rows in turn: each round goes over all rows and takes both sides of each, the other one first each time. */
final class Rounds {

    private final int rounds;
    private final List<Sample> samples = new ArrayList<>();

    Rounds(int rounds) {
        this.rounds = rounds;
    }

    /** Warms up with one round that is not kept, then measures. */
    List<Sample> run(List<Row> rows) throws Exception {
        for (int round = 0; round <= rounds; round++) {
            for (Row row : rows) {
                if (round % 2 == 0) {
                    take(row, round, true);
                    take(row, round, false);
                } else {
                    take(row, round, false);
                    take(row, round, true);
                }
            }
        }
        return List.copyOf(samples);
    }

    private void take(Row row, int round, boolean subject) throws Exception {
        Side side = subject ? row.subject() : row.baseline();
        if (side == null) {
            return;
        }
        double load = load();
        Map<String, Double> figures = side.measure();
        System.err.println((round == 0 ? "warm-up" : "round " + round) + "  " + row.title() + "  "
                + (subject ? Sample.SUBJECT : row.baselineName()) + "  " + spelled(figures));
        if (round > 0) {
            figures.forEach((metric, value) -> samples.add(new Sample(
                    row.id(), row.size(), subject ? Sample.SUBJECT : Sample.BASELINE, round, metric, value, load)));
        }
    }

    private static String spelled(Map<String, Double> figures) {
        List<String> words = new ArrayList<>();
        figures.forEach((metric, value) -> words.add(metric + " " + Figures.text(value)));
        return String.join(", ", words);
    }

    private static double load() {
        try {
            return Double.parseDouble(Files.readString(Path.of("/proc/loadavg")).split(" ")[0]);
        } catch (IOException e) {
            return -1;
        }
    }
}
