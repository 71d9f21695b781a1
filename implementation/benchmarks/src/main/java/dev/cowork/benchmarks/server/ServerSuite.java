package dev.cowork.benchmarks.server;

import dev.cowork.benchmarks.Goal;
import dev.cowork.benchmarks.Row;
import dev.cowork.benchmarks.Suite;
import dev.cowork.benchmarks.http.Load;
import dev.cowork.benchmarks.http.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
            int port = keep(made.server(home)).port();
            if (size == SIZES[0] && wanted.contains(HEALTH)) {
                rows.add(health(made, port, bare.port()));
            }
            if (wanted.contains(LIST)) {
                rows.add(list(made, size, port, bare.port()));
            }
        }
        if (wanted.contains(ITEMS)) {
            int port = keep(made.server(made.home("items"))).port();
            Fixture.turns(port, LONG_CONVERSATIONS, LONG);
            rows.add(items(made, port, bare.port()));
        }
        return rows;
    }

    private static Row health(Starts starts, int port, int bare) throws IOException {
        copy(port, "/api/v1/health", starts.bodies().resolve("health"));
        return new Row(
                HEALTH,
                0,
                "",
                () -> Load.run(port, number -> "/api/v1/health", CONNECTIONS, SECONDS),
                SAME_OBJECTS,
                () -> Load.run(bare, number -> "/body/health", CONNECTIONS, SECONDS),
                List.of(),
                "443 requests/s in August, 130 in October");
    }

    private static Row list(Starts starts, int size, int port, int bare) throws IOException {
        String path = "/api/v1/conversations?limit=50";
        copy(port, path, starts.bodies().resolve("list"));
        return new Row(
                LIST,
                size,
                "conversations",
                () -> Load.run(port, number -> path, CONNECTIONS, SECONDS),
                SAME_OBJECTS,
                () -> Load.run(bare, number -> "/body/list", CONNECTIONS, SECONDS),
                List.of(Goal.atLeast("requests/s", 2_000), Goal.growthAtMost("p95 ms", 1.5)),
                "36 requests/s in August, 35 in October, at 10,000 conversations");
    }

    private static Row items(Starts starts, int port, int bare) throws IOException {
        copy(
                port,
                "/api/v1/conversations/" + Fixture.conversation(0) + "/items",
                starts.bodies().resolve("items"));
        return new Row(
                ITEMS,
                LONG_CONVERSATIONS,
                "at once",
                () -> Load.run(
                        port,
                        number -> "/api/v1/conversations/" + Fixture.conversation(number) + "/items",
                        LONG_CONVERSATIONS,
                        SECONDS),
                SAME_OBJECTS,
                () -> Load.run(bare, number -> "/body/items", LONG_CONVERSATIONS, SECONDS),
                List.of(),
                null);
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
