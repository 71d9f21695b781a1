package dev.cowork.benchmarks.server;

import dev.cowork.benchmarks.Goal;
import dev.cowork.benchmarks.Row;
import dev.cowork.benchmarks.Side;
import dev.cowork.benchmarks.Suite;
import dev.cowork.benchmarks.http.Load;
import dev.cowork.benchmarks.http.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Requests answered with JSON. */
public final class ServerSuite implements Suite {

    private static final String HEALTH = "server: health";
    private static final String LIST = "server: list of 50 conversations";
    private static final String ITEMS = "server: items of conversations of 100 turns";
    private static final int[] SIZES = {100, 10_000, 100_000};
    private static final int CONNECTIONS = 16;
    private static final int LONG_CONVERSATIONS = 50;
    private static final int LONG = 100;
    private static final double SECONDS = 2;
    private static final int WARM = 3_000;
    private static final int WARM_ITEMS = 500;
    private static final String SAME_OBJECTS = "a bare WebFlux route that encodes the same objects";

    private final Path root;
    private final List<RunningProcess> running = new ArrayList<>();
    private @Nullable Starts starts;

    /** @param root the repository */
    public ServerSuite(Path root) {
        this.root = root;
    }

    @Override
    public List<String> ids() {
        return List.of(HEALTH, LIST, ITEMS);
    }

    @Override
    public List<Row> open(List<String> wanted) throws Exception {
        Starts made = new Starts(root);
        starts = made;
        RunningProcess bare = keep(made.bare());
        List<Row> rows = new ArrayList<>();
        for (int size : wanted.contains(LIST) ? SIZES : new int[] {SIZES[0]}) {
            Path home = made.home("list-" + size);
            Fixture.conversations(home, size);
            RunningProcess server = keep(made.server(home));
            if (size == SIZES[0] && wanted.contains(HEALTH)) {
                rows.add(health(made, server, bare));
            }
            if (wanted.contains(LIST)) {
                rows.add(list(made, size, server, bare));
            }
        }
        if (wanted.contains(ITEMS)) {
            RunningProcess server = keep(made.server(made.home("items")));
            Fixture.turns(server.port(), LONG_CONVERSATIONS, LONG);
            rows.add(items(made, server, bare));
        }
        return rows;
    }

    private static Row health(Starts starts, RunningProcess server, RunningProcess bare) throws Exception {
        String path = "/api/v1/health";
        copy(server.port(), path, starts.bodies().resolve("health"));
        return new Row(
                HEALTH,
                0,
                "",
                asked(server, number -> path, CONNECTIONS, WARM),
                SAME_OBJECTS,
                asked(bare, number -> "/body/health", CONNECTIONS, WARM),
                List.of(),
                "443 requests/s in August, 130 in October");
    }

    private static Row list(Starts starts, int size, RunningProcess server, RunningProcess bare) throws Exception {
        String path = "/api/v1/conversations?limit=50";
        copy(server.port(), path, starts.bodies().resolve("list"));
        return new Row(
                LIST,
                size,
                "conversations",
                asked(server, number -> path, CONNECTIONS, WARM),
                SAME_OBJECTS,
                asked(bare, number -> "/body/list", CONNECTIONS, WARM),
                List.of(Goal.atLeast("requests/s", 2_000), Goal.growthAtMost("p95 ms", 1.5)),
                "36 requests/s in August, 35 in October, at 10,000 conversations");
    }

    private static Row items(Starts starts, RunningProcess server, RunningProcess bare) throws Exception {
        copy(
                server.port(),
                "/api/v1/conversations/" + Fixture.conversation(0) + "/items",
                starts.bodies().resolve("items"));
        return new Row(
                ITEMS,
                LONG_CONVERSATIONS,
                "at once",
                asked(
                        server,
                        number -> "/api/v1/conversations/" + Fixture.conversation(number) + "/items",
                        LONG_CONVERSATIONS,
                        WARM_ITEMS),
                SAME_OBJECTS,
                asked(bare, number -> "/body/items", LONG_CONVERSATIONS, WARM_ITEMS),
                List.of(),
                null);
    }

    /** Each process is warmed up by as many requests, then measured; its processor time tells most when others use the machine too. */
    private static Side asked(RunningProcess process, IntFunction<String> path, int connections, int warm)
            throws Exception {
        Load.warm(process.port(), path, connections, warm);
        return () -> {
            double before = process.processorSeconds();
            Map<String, Double> figures = new LinkedHashMap<>(Load.run(process.port(), path, connections, SECONDS));
            double requests = Objects.requireNonNull(figures.get("requests"));
            figures.put("processor a request ms", (process.processorSeconds() - before) * 1e3 / requests);
            return figures;
        };
    }

    private static void copy(int port, String path, Path file) throws IOException {
        try (Wire wire = new Wire(port);
                InputStream body = wire.get(path)) {
            Files.write(file, body.readAllBytes());
        }
    }

    private RunningProcess keep(RunningProcess process) {
        running.add(process);
        return process;
    }

    @Override
    public void close() throws Exception {
        for (RunningProcess process : running) {
            process.close();
        }
        if (starts != null) {
            starts.close();
        }
    }
}
