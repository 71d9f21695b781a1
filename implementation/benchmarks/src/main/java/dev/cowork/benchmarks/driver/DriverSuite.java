package dev.cowork.benchmarks.driver;

import dev.cowork.benchmarks.Goal;
import dev.cowork.benchmarks.Row;
import dev.cowork.benchmarks.Side;
import dev.cowork.benchmarks.Suite;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The driver beside JDBC. */
public final class DriverSuite implements Suite {

    private static final String READS = "driver: point reads";
    private static final String SCAN = "driver: range scan";
    private static final String ONE_BY_ONE = "driver: inserts one by one";
    private static final String CONCURRENT = "driver: concurrent auto-commit inserts";
    private static final String BATCHES = "driver: inserts in batches";
    private static final String STREAM = "driver: one result streamed, 256 MB of heap";
    private static final String ONE_THREAD = "sqlite-jdbc, one thread, one connection, prepared statements";

    private @Nullable Databases databases;

    @Override
    public List<String> ids() {
        return List.of(READS, SCAN, ONE_BY_ONE, CONCURRENT, BATCHES, STREAM);
    }

    @Override
    public List<Row> open(List<String> wanted) throws Exception {
        Databases opened = new Databases();
        databases = opened;
        return rows(opened).stream().filter(row -> wanted.contains(row.id())).toList();
    }

    private static List<Row> rows(Databases databases) {
        DriverSide driver = new DriverSide(databases);
        JdbcSide jdbc = new JdbcSide(databases);
        List<Row> rows = new ArrayList<>();
        for (int concurrency : new int[] {1, 32}) {
            rows.add(new Row(
                    READS,
                    concurrency,
                    "at a time",
                    driver.pointReads(50_000, concurrency),
                    ONE_THREAD,
                    jdbc.pointReads(50_000),
                    concurrency == 1 ? List.of() : List.of(Goal.ratioAtLeast("reads/s", 0.5)),
                    null));
        }
        for (int size : new int[] {1_000, 100_000}) {
            int times = 1_000_000 / size;
            rows.add(row(
                    SCAN,
                    size,
                    "rows of two integers",
                    driver.scan(times, size),
                    jdbc.scan(times, size),
                    Goal.atLeast("rows/s", 1_000_000)));
        }
        rows.add(row(ONE_BY_ONE, 0, "", driver.inserts(1_000, 1), jdbc.inserts(1_000)));
        rows.add(row(
                CONCURRENT,
                64,
                "at a time",
                driver.inserts(20_000, 64),
                jdbc.inserts(1_000),
                Goal.ratioAtLeast("inserts/s", 2)));
        rows.add(row(BATCHES, 100, "a batch", driver.batches(100, 100), jdbc.batches(100, 100)));
        for (int count : new int[] {100_000, 1_000_000, 10_000_000}) {
            rows.add(new Row(
                    STREAM,
                    count,
                    "rows",
                    StreamingSide.of("driver", count),
                    "sqlite-jdbc with an open cursor",
                    StreamingSide.of("jdbc", count),
                    List.of(Goal.atLeast("complete", 1), Goal.growthAtMost("peak resident MB", 1.5)),
                    null));
        }
        return rows;
    }

    private static Row row(String id, long size, String of, Side subject, Side baseline, Goal... goals) {
        return new Row(id, size, of, subject, ONE_THREAD, baseline, List.of(goals), null);
    }

    @Override
    public void close() throws IOException {
        if (databases != null) {
            databases.close();
        }
    }
}
