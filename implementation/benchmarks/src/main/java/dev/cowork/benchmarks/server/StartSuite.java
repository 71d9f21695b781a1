package dev.cowork.benchmarks.server;

import dev.cowork.benchmarks.Goal;
import dev.cowork.benchmarks.Row;
import dev.cowork.benchmarks.Suite;
import dev.cowork.benchmarks.http.Load;
import dev.cowork.benchmarks.http.Streams;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A process from its start: how soon it serves, and the memory it holds before and after work. */
public final class StartSuite implements Suite {

    private static final String START = "server: start and memory";
    private static final String BUSY = "server: ten busy seconds after a start";
    private static final String ALL_COMPILERS = "-XX:TieredStopAtLevel=4";
    private static final double BUSY_SECONDS = 10;
    private static final int CONNECTIONS = 16;
    private static final int LISTED = 1_000;
    private static final int TURNS = 500;
    private static final int DELTAS = 100;
    private static final long QUIET_MILLIS = 3_000;
    private static final long LATER_MILLIS = 15_000;

    private final Path root;
    private @Nullable Starts starts;

    /** @param root the repository */
    public StartSuite(Path root) {
        this.root = root;
    }

    @Override
    public List<String> ids() {
        return List.of(START, BUSY);
    }

    @Override
    public List<Row> open(List<String> wanted) throws Exception {
        Starts made = new Starts(root);
        starts = made;
        Path home = made.home("start");
        Path busy = made.home("busy");
        Fixture.conversations(busy, LISTED);
        return List.of(start(made, home), busy(made, busy)).stream()
                .filter(row -> wanted.contains(row.id()))
                .toList();
    }

    private static Row start(Starts starts, Path home) {
        return new Row(
                START,
                0,
                "",
                () -> life(starts.server(home), "/api/v1/responses", "{\"input\": \"/emit " + DELTAS + "\"}"),
                "a bare WebFlux route, started as plain java; as many streams of as many events",
                () -> life(starts.bare(), "/frames", "{\"count\": " + DELTAS + ", \"apart\": 0}"),
                List.of(
                        Goal.atMost("ready ms", 3_000),
                        Goal.atMost("resident idle MB", 250),
                        Goal.atMost("resident after 500 turns MB", 250),
                        Goal.atMost("resident 15 s later MB", 250)),
                "ready after 1.3 s in August, 3.5 s in October; 110 and 247 MB, 527 MB after load, not given back");
    }

    private static Row busy(Starts starts, Path home) {
        return new Row(
                BUSY,
                0,
                "",
                () -> busy(starts.server(home)),
                "the same server with all compilers (COWORK_JAVA_OPTS=" + ALL_COMPILERS + ")",
                () -> busy(starts.server(home, ALL_COMPILERS)),
                List.of(),
                null);
    }

    /** Lists of 50 conversations, from the moment the server is ready. */
    private static Map<String, Double> busy(RunningProcess started) throws Exception {
        try (RunningProcess process = started) {
            double before = process.processorSeconds();
            Map<String, Double> figures = new LinkedHashMap<>(
                    Load.run(process.port(), number -> "/api/v1/conversations?limit=50", CONNECTIONS, BUSY_SECONDS));
            double requests = Objects.requireNonNull(figures.get("requests"));
            figures.put("processor a request ms", (process.processorSeconds() - before) * 1e3 / requests);
            figures.put("resident MB", process.residentMegabytes());
            return figures;
        }
    }

    private static Map<String, Double> life(RunningProcess started, String path, String body) throws Exception {
        Map<String, Double> figures = new LinkedHashMap<>();
        try (RunningProcess process = started) {
            figures.put("ready ms", process.readyMillis());
            figures.put("processor until ready s", process.processorSeconds());
            Thread.sleep(QUIET_MILLIS);
            figures.put("resident idle MB", process.residentMegabytes());
            figures.put("threads idle", process.threads());
            Map<String, Double> turns = Streams.run(
                    process.port(), TURNS, DELTAS, wire -> wire.stream(path, body), last -> !last.isEmpty());
            figures.put("answered", Objects.requireNonNull(turns.get("complete")));
            figures.put("resident after 500 turns MB", process.residentMegabytes());
            Thread.sleep(LATER_MILLIS);
            figures.put("resident 15 s later MB", process.residentMegabytes());
            figures.put("threads after 500 turns", process.threads());
        }
        return figures;
    }

    @Override
    public void close() throws IOException {
        if (starts != null) {
            starts.close();
        }
    }
}
