package dev.cowork.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A raw file, read again.
 *
 * @param name the file's name
 * @param machine where and when, in lines
 * @param of what the sizes count
 * @param baseline what the baseline is
 * @param goals what the figures shall be, by size
 * @param reference figures of another server, or null
 * @param samples every figure
 */
record RowFile(
        String name,
        List<String> machine,
        String of,
        String baseline,
        Map<Long, List<Goal>> goals,
        @Nullable String reference,
        List<Sample> samples) {

    static RowFile read(Path file) throws IOException {
        List<String> machine = new ArrayList<>();
        Map<Long, List<Goal>> goals = new HashMap<>();
        List<Sample> samples = new ArrayList<>();
        String of = "";
        String baseline = "";
        String reference = null;
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith("#machine ")) {
                machine.add(line.substring(9));
            } else if (line.startsWith("#of ")) {
                of = line.substring(4);
            } else if (line.startsWith("#baseline ")) {
                baseline = line.substring(10);
            } else if (line.startsWith("#reference ")) {
                reference = line.substring(11);
            } else if (line.startsWith("#goal ")) {
                String[] parts = line.substring(6).split("\\|");
                goals.computeIfAbsent(Long.valueOf(parts[0]), size -> new ArrayList<>())
                        .add(new Goal(parts[1], Goal.Kind.valueOf(parts[2]), Double.parseDouble(parts[3])));
            } else if (line.startsWith("\"")) {
                samples.add(sample(line));
            }
        }
        return new RowFile(file.getFileName().toString(), machine, of, baseline, goals, reference, samples);
    }

    private static Sample sample(String line) {
        int end = line.indexOf('"', 1);
        String[] before = line.substring(end + 2).split(",", 4);
        int metricEnd = before[3].indexOf('"', 1);
        String[] after = before[3].substring(metricEnd + 2).split(",");
        return new Sample(
                line.substring(1, end),
                Long.parseLong(before[0]),
                before[1],
                Integer.parseInt(before[2]),
                before[3].substring(1, metricEnd),
                Double.parseDouble(after[0]),
                Double.parseDouble(after[1]));
    }

    String id() {
        return samples.isEmpty() ? name : samples.getFirst().row();
    }

    List<Goal> goals(long size, String metric) {
        return goals.getOrDefault(size, List.of()).stream()
                .filter(goal -> goal.metric().equals(metric))
                .toList();
    }

    Set<Long> sizes() {
        Set<Long> sizes = new LinkedHashSet<>();
        samples.stream().map(Sample::size).sorted().forEach(sizes::add);
        return sizes;
    }

    Set<String> metrics() {
        Set<String> metrics = new LinkedHashSet<>();
        samples.forEach(sample -> metrics.add(sample.metric()));
        return metrics;
    }

    List<Double> values(long size, String side, String metric) {
        return samples.stream()
                .filter(sample -> sample.size() == size
                        && sample.side().equals(side)
                        && sample.metric().equals(metric))
                .map(Sample::value)
                .toList();
    }

    /** Subject divided by baseline, round by round. */
    List<Double> ratios(long size, String metric) {
        List<Double> ratios = new ArrayList<>();
        for (Sample sample : samples) {
            if (sample.size() == size
                    && sample.side().equals(Sample.SUBJECT)
                    && sample.metric().equals(metric)) {
                samples.stream()
                        .filter(other -> other.size() == size
                                && other.round() == sample.round()
                                && other.side().equals(Sample.BASELINE)
                                && other.metric().equals(metric)
                                && other.value() != 0)
                        .forEach(other -> ratios.add(sample.value() / other.value()));
            }
        }
        return ratios;
    }
}
