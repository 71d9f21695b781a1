package dev.cowork.benchmarks.server;

import dev.cowork.benchmarks.Figures;
import dev.cowork.benchmarks.Goal;
import dev.cowork.benchmarks.Row;
import dev.cowork.benchmarks.Side;
import dev.cowork.benchmarks.Suite;
import dev.cowork.benchmarks.http.Frames;
import dev.cowork.benchmarks.http.Streams;
import dev.cowork.benchmarks.http.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns of the built-in rehearsal model, beside a bare stream of as many events. */
public final class TurnSuite implements Suite {

    private static final String FIRST = "server: first frame of a turn";
    private static final String AT_ONCE = "server: turns at once, as fast as they can";
    private static final String PACED = "server: turns at once, 50 deltas a second each";
    private static final String REPLAY = "server: readers of a finished turn at once";
    private static final String LONG = "server: turns of 2,000 deltas";
    private static final String BARE = "a bare WebFlux route that makes as many events from a counter";
    private static final String RESPONSES = "/api/v1/responses";
    private static final int ASKED = 100;
    private static final int PACED_DELTAS = 100;
    private static final int APART = 20;
    private static final int REPLAYED = 500;

    private final Path root;
    private @Nullable Starts starts;
    private @Nullable RunningProcess server;
    private @Nullable RunningProcess bare;

    /** @param root the repository */
    public TurnSuite(Path root) {
        this.root = root;
    }

    @Override
    public List<String> ids() {
        return List.of(FIRST, AT_ONCE, PACED, REPLAY, LONG);
    }

    @Override
    public List<Row> open(List<String> wanted) throws Exception {
        Starts made = new Starts(root);
        starts = made;
        RunningProcess started = made.server(made.home("turns"));
        server = started;
        RunningProcess beside = made.bare();
        bare = beside;
        return rows(started.port(), beside.port()).stream()
                .filter(row -> wanted.contains(row.id()))
                .toList();
    }

    private static List<Row> rows(int port, int bare) throws IOException {
        List<Row> rows = new ArrayList<>();
        rows.add(new Row(
                FIRST,
                0,
                "",
                first(port, TurnSuite::turn),
                BARE,
                first(bare, TurnSuite::events),
                List.of(Goal.atMost("first frame p95 ms", 20)),
                null));
        for (int[] shape : new int[][] {{1, 10_000}, {100, 500}, {500, 100}}) {
            rows.add(row(
                    AT_ONCE,
                    shape[0],
                    turns(port, shape[0], shape[1], 0),
                    events(bare, shape[0], shape[1], 0),
                    null,
                    Goal.ratioAtLeast("deltas/s", 0.5),
                    Goal.atLeast("complete", shape[0])));
        }
        for (int number : new int[] {1, 100, 500}) {
            rows.add(row(
                    PACED,
                    number,
                    turns(port, number, PACED_DELTAS, APART),
                    events(bare, number, PACED_DELTAS, APART),
                    null,
                    Goal.ratioAtLeast("frames/s", 0.5),
                    Goal.atLeast("complete", number)));
        }
        String replayed = paced(port);
        for (int number : new int[] {1, 100, 500}) {
            rows.add(row(
                    REPLAY,
                    number,
                    replay(port, number, replayed),
                    events(bare, number, REPLAYED, 0),
                    null,
                    Goal.ratioAtLeast("frames/s", 0.5),
                    Goal.atLeast("complete", number)));
        }
        for (int number : new int[] {1, 10}) {
            rows.add(row(
                    LONG,
                    number,
                    turns(port, number, 2_000, 0),
                    events(bare, number, 2_000, 0),
                    "one: 720 ms in August, 480 ms in October, first text after 315 and 218 ms; ten at once: none complete in 200 s"
                            + " in August, 4.3 s in October",
                    Goal.atLeast("complete", number)));
        }
        return rows;
    }

    private static Row row(
            String id, int number, Side subject, Side baseline, @Nullable String reference, Goal... goals) {
        return new Row(id, number, "at once", subject, BARE, baseline, List.of(goals), reference);
    }

    /** Opens a stream of so many deltas. */
    @FunctionalInterface
    private interface Opening {
        Frames on(Wire wire, int deltas, int apart);
    }

    private static Side first(int port, Opening opening) {
        return () -> {
            long[] frame = new long[ASKED];
            long[] text = new long[ASKED];
            try (Wire wire = new Wire(port)) {
                for (int i = 0; i < ASKED; i++) {
                    long began = System.nanoTime();
                    Frames frames = opening.on(wire, 5, 0);
                    frame[i] = frames.firstFrame() - began;
                    text[i] = frames.firstDelta() - began;
                }
            }
            Map<String, Double> figures = new LinkedHashMap<>();
            figures.put("first frame p50 ms", Figures.percentile(frame, ASKED, 0.5) / 1e6);
            figures.put("first frame p95 ms", Figures.percentile(frame, ASKED, 0.95) / 1e6);
            figures.put("first text p50 ms", Figures.percentile(text, ASKED, 0.5) / 1e6);
            figures.put("first text p95 ms", Figures.percentile(text, ASKED, 0.95) / 1e6);
            return figures;
        };
    }

    private static Side turns(int port, int number, int deltas, int apart) {
        return () -> Streams.run(
                port, number, deltas, wire -> turn(wire, deltas, apart), last -> last.contains("response.completed"));
    }

    private static Side events(int port, int number, int deltas, int apart) {
        return () -> Streams.run(
                port,
                number,
                deltas,
                wire -> events(wire, deltas, apart),
                last -> last.contains("\"sequence_number\":" + (deltas - 1) + ","));
    }

    private static Side replay(int port, int number, String response) {
        return () -> Streams.run(
                port,
                number,
                REPLAYED,
                wire -> {
                    try {
                        return Frames.read(wire.get(RESPONSES + "/tail?from_seq=0&response_id=" + response));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                last -> last.contains("response.completed"));
    }

    /** A finished turn whose deltas came so slowly that each is a frame of its own. */
    private static String paced(int port) throws IOException {
        try (Wire wire = new Wire(port)) {
            String last = turn(wire, REPLAYED, 2).last();
            return last.substring(last.indexOf("id: ") + 4, last.indexOf(':', last.indexOf("id: ") + 4));
        }
    }

    private static Frames turn(Wire wire, int deltas, int apart) {
        return wire.stream(RESPONSES, "{\"input\": \"/emit " + deltas + " " + apart + "\"}");
    }

    private static Frames events(Wire wire, int deltas, int apart) {
        return wire.stream("/frames", "{\"count\": " + deltas + ", \"apart\": " + apart + "}");
    }

    @Override
    public void close() throws Exception {
        if (server != null) {
            server.close();
        }
        if (bare != null) {
            bare.close();
        }
        if (starts != null) {
            starts.close();
        }
    }
}
