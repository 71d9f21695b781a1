package dev.cowork.r2dbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bug class: what was answered must be there after {@code kill -9}, at whatever moment it comes. */
class KillTest {

    private static final int KILLS = 5;
    private static final int MOST_ANSWERS = 3_000;

    @Test
    void nothingThatWasAnsweredIsMissingAfterKills(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("killed.db");
        try (TestDatabase db = new TestDatabase(SqliteConnectionConfiguration.file(file.toString()))) {
            db.script("CREATE TABLE t (id INTEGER PRIMARY KEY)");
        }
        Random random = new Random(3);
        Set<Long> answered = new HashSet<>();
        for (int kill = 0; kill < KILLS; kill++) {
            answered.addAll(runAndKill(file, kill * 10_000_000L, 1 + random.nextInt(MOST_ANSWERS)));
        }

        try (TestDatabase db = new TestDatabase(SqliteConnectionConfiguration.file(file.toString()))) {
            Set<Long> kept = new HashSet<>(db.column(Long.class, "SELECT id FROM t"));
            assertThat(answered).hasSizeGreaterThan(KILLS);
            assertThat(kept).containsAll(answered);
            assertThat(db.column(String.class, "PRAGMA integrity_check")).containsExactly("ok");
        }
    }

    private static Set<Long> runAndKill(Path file, long from, int answers) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledProcess.class.getName(),
                        file.toString(),
                        Long.toString(from)))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Set<Long> seen = new HashSet<>();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            String line = lines.readLine();
            while (line != null) {
                if (seen.add(Long.valueOf(line)) && seen.size() == answers) {
                    process.toHandle().destroyForcibly();
                }
                // what the pipe still holds after the kill was answered too
                line = lines.readLine();
            }
        }
        process.waitFor();
        return seen;
    }
}
