package dev.cowork.benchmarks;

import dev.cowork.benchmarks.driver.DriverSuite;
import dev.cowork.benchmarks.server.ServerSuite;
import dev.cowork.benchmarks.server.StartSuite;
import dev.cowork.benchmarks.server.TurnSuite;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The program: {@code --root REPOSITORY [--rows PART,PART] [--rounds N] [--out FOLDER]}. */
public final class Benchmarks {

    private Benchmarks() {}

    /** @param arguments see the class */
    public static void main(String[] arguments) throws Exception {
        Path root = Path.of(option(arguments, "--root", ".")).toAbsolutePath().normalize();
        List<String> parts =
                Arrays.stream(option(arguments, "--rows", "").split(",")).toList();
        int rounds = Integer.parseInt(option(arguments, "--rounds", "5"));
        Path out = Path.of(option(
                arguments,
                "--out",
                root.resolve("implementation/benchmarks/results").toString()));
        Files.createDirectories(out);

        for (Suite suite : suites(root)) {
            List<String> wanted = suite.ids().stream()
                    .filter(id -> parts.stream().anyMatch(id::contains))
                    .toList();
            if (wanted.isEmpty()) {
                continue;
            }
            try (suite) {
                List<Row> rows = suite.open(wanted);
                List<Sample> samples = new Rounds(rounds).run(rows);
                Results.keep(out, rows, samples, Machine.describe());
            }
        }
        Results.page(out);
        System.err.println("See " + out.resolve("README.md"));
    }

    private static List<Suite> suites(Path root) {
        return new ArrayList<>(
                List.of(new DriverSuite(), new StartSuite(root), new ServerSuite(root), new TurnSuite(root)));
    }

    private static String option(String[] arguments, String name, String otherwise) {
        int at = Arrays.asList(arguments).indexOf(name);
        return at < 0 || at + 1 == arguments.length ? otherwise : arguments[at + 1];
    }
}
