package dev.cowork.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The page of results, made from the raw files alone. */
final class Page {

    private Page() {}

    static String of(List<RowFile> files) {
        StringBuilder page = new StringBuilder("""
                # Results

                Made by `implementation/benchmarks/run` from the files in [raw](raw); not edited by hand. Medians, with the least and the
                greatest of all rounds in brackets. The ratio is the median of the ratios round by round, thing measured to baseline. Load is
                the machine's one-minute load average before each measurement, in which the benchmark itself is counted.

                """);
        for (RowFile file : files) {
            table(page, file);
            growth(page, file);
        }
        machines(page, files);
        return page.toString();
    }

    private static void table(StringBuilder page, RowFile file) {
        page.append("## ")
                .append(file.id())
                .append("\n\nBaseline: ")
                .append(file.baseline())
                .append(". ");
        page.append("Load ")
                .append(load(file))
                .append(". [Raw](raw/")
                .append(file.name())
                .append(")\n\n");
        page.append("| size | figure | measured | baseline | ratio | goal | |\n|---|---|---|---|---|---|---|\n");
        for (long size : file.sizes()) {
            for (String metric : file.metrics()) {
                List<Double> subject = file.values(size, Sample.SUBJECT, metric);
                List<Double> baseline = file.values(size, Sample.BASELINE, metric);
                List<Double> ratios = file.ratios(size, metric);
                List<Goal> goals = file.goals(size, metric);
                page.append("| ")
                        .append(size == 0 ? "" : String.format(Locale.ROOT, "%,d %s", size, file.of()))
                        .append(" | ")
                        .append(metric)
                        .append(" | ")
                        .append(spread(subject))
                        .append(" | ")
                        .append(spread(baseline))
                        .append(" | ")
                        .append(ratios.isEmpty() ? "" : Figures.text(Figures.median(ratios)))
                        .append(" | ")
                        .append(String.join("; ", goals.stream().map(Goal::text).toList()))
                        .append(" | ")
                        .append(verdicts(file, size, metric, goals))
                        .append(" |\n");
            }
        }
        if (file.reference() != null) {
            page.append("\nFor comparison only, another server on such a machine at another time: ")
                    .append(file.reference())
                    .append(".\n");
        }
        page.append('\n');
    }

    private static String verdicts(RowFile file, long size, String metric, List<Goal> goals) {
        List<String> verdicts = new ArrayList<>();
        for (Goal goal : goals) {
            double smallest = file.sizes().iterator().next();
            double value = switch (goal.kind()) {
                case AT_LEAST, AT_MOST -> median(file.values(size, Sample.SUBJECT, metric));
                case RATIO_AT_LEAST -> median(file.ratios(size, metric));
                case GROWTH_AT_MOST ->
                    median(file.values(size, Sample.SUBJECT, metric))
                            / median(file.values((long) smallest, Sample.SUBJECT, metric));
            };
            verdicts.add(Double.isNaN(value) ? "not measured" : goal.met(value) ? "met" : "**not met**");
        }
        return String.join("; ", verdicts);
    }

    private static void growth(StringBuilder page, RowFile file) {
        if (file.sizes().size() < 2) {
            return;
        }
        page.append("How it grows, each figure divided by that of the smallest size:\n\n| figure |");
        file.sizes().forEach(size -> page.append(String.format(Locale.ROOT, " %,d |", size)));
        page.append("\n|---|").append("---|".repeat(file.sizes().size())).append('\n');
        long smallest = file.sizes().iterator().next();
        for (String metric : file.metrics()) {
            page.append("| ").append(metric).append(" |");
            double base = median(file.values(smallest, Sample.SUBJECT, metric));
            file.sizes()
                    .forEach(size -> page.append(' ')
                            .append(Figures.text(median(file.values(size, Sample.SUBJECT, metric)) / base))
                            .append(" |"));
            page.append('\n');
        }
        page.append('\n');
    }

    private static void machines(StringBuilder page, List<RowFile> files) {
        Map<List<String>, List<String>> runs = new LinkedHashMap<>();
        files.forEach(file -> runs.computeIfAbsent(file.machine(), machine -> new ArrayList<>())
                .add(file.id()));
        page.append("## The machine\n");
        runs.forEach((machine, ids) -> {
            page.append("\n").append(String.join("; ", ids)).append(":\n\n");
            machine.forEach(line -> page.append("- ").append(line).append('\n'));
        });
    }

    private static String load(RowFile file) {
        List<Double> loads = file.samples().stream().map(Sample::load).toList();
        return loads.isEmpty() ? "unknown" : spread(loads);
    }

    private static double median(List<Double> values) {
        return values.isEmpty() ? Double.NaN : Figures.median(values);
    }

    private static String spread(List<Double> values) {
        if (values.isEmpty()) {
            return "";
        }
        double least = values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
        double most = values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        return Figures.text(Figures.median(values))
                + (least == most ? "" : " [" + Figures.text(least) + ", " + Figures.text(most) + "]");
    }
}
