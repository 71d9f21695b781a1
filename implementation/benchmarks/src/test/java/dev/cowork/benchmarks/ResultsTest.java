package dev.cowork.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {

    private final List<String> taken = new ArrayList<>();

    @TempDir
    private Path folder;

    private Row row(long size, double subject, double baseline, Goal... goals) {
        return new Row(
                "thing",
                size,
                "parts",
                () -> figure("subject", subject),
                "nothing",
                () -> figure("baseline", baseline),
                List.of(goals),
                "7 a second");
    }

    private Map<String, Double> figure(String side, double value) {
        taken.add(side);
        return Map.of("things/s", value);
    }

    @Test
    void sides_take_turns_at_being_first_and_the_warm_up_is_not_kept() throws Exception {
        List<Sample> samples = new Rounds(2).run(List.of(row(1, 10, 5)));

        assertThat(taken).containsExactly("subject", "baseline", "baseline", "subject", "subject", "baseline");
        assertThat(samples).hasSize(4).extracting(Sample::round).containsExactly(1, 1, 2, 2);
    }

    @Test
    void the_page_made_from_the_raw_file_judges_each_size_by_its_own_goals() throws Exception {
        List<Row> rows = List.of(
                row(1, 10, 5, Goal.ratioAtLeast("things/s", 2)),
                row(100, 4, 4, Goal.ratioAtLeast("things/s", 2), Goal.growthAtMost("things/s", 0.5)));
        Results.keep(folder, rows, new Rounds(5).run(rows), List.of("processor fast"));

        Results.page(folder);

        assertThat(Files.readString(folder.resolve("README.md")))
                .contains("| 1 parts | things/s | 10 | 5 | 2 | at least 2 × baseline | met |")
                .contains("| 100 parts | things/s | 4 | 4 | 1 | at least 2 × baseline; at most 0.50 × the smallest size"
                        + " | **not met**; met |")
                .contains("| things/s | 1 | 0.40 |")
                .contains("at another time: 7 a second.")
                .contains("- processor fast");
        assertThat(Files.readAllLines(folder.resolve("raw/thing.csv")))
                .filteredOn(line -> line.startsWith("\"thing\""))
                .hasSize(20);
    }

    @Test
    void medians_and_percentiles_are_values_that_were_seen() {
        assertThat(Figures.median(List.of(9.0, 1.0, 5.0))).isEqualTo(5);
        assertThat(Figures.median(List.of(1.0, 2.0, 3.0, 10.0))).isEqualTo(2.5);
        long[] values = new long[200];
        for (int i = 0; i < 100; i++) {
            values[i] = 100 - i;
        }
        assertThat(Figures.percentile(values, 100, 0.95)).isEqualTo(95);
        assertThat(Figures.percentile(values, 100, 0.5)).isEqualTo(50);
        assertThat(Figures.percentile(values, 1, 0.95)).isEqualTo(100);
    }
}
