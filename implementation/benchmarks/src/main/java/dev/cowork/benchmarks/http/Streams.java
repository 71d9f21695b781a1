package dev.cowork.benchmarks.http;

import dev.cowork.benchmarks.Figures;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.function.Predicate;

/** Many streams that begin at once, each read to its end. */
public final class Streams {

    private Streams() {}

    /**
     * @param number how many at once
     * @param deltas how many deltas each was asked for
     * @param open what is sent on a connection, giving the stream
     * @param port the server
     * @param ends whether a last frame is that of a complete stream
     * @return {@code deltas/s}, {@code frames/s}, {@code first text p95 ms}, {@code all ms}, {@code complete}
     * @throws Exception if a connection is refused; a stream that breaks or is refused is not complete
     */
    public static Map<String, Double> run(
            int port, int number, int deltas, Function<Wire, Frames> open, Predicate<String> ends) throws Exception {
        List<Wire> wires = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            wires.add(new Wire(port));
        }
        CountDownLatch start = new CountDownLatch(1);
        long[] began = new long[1];
        Thread.startVirtualThread(() -> {
            began[0] = System.nanoTime();
            start.countDown();
        });
        List<Frames> all = Load.together(number, i -> {
            start.await();
            return open.apply(wires.get(i));
        });
        double seconds = (System.nanoTime() - began[0]) / 1e9;
        for (Wire wire : wires) {
            wire.close();
        }
        long frames = all.stream().mapToLong(Frames::count).sum();
        long[] first = all.stream()
                .filter(one -> one.firstDelta() > 0)
                .mapToLong(one -> one.firstDelta() - began[0])
                .toArray();
        Map<String, Double> figures = new LinkedHashMap<>();
        long complete = all.stream().filter(one -> ends.test(one.last())).count();
        figures.put("deltas/s", (double) complete * deltas / seconds);
        figures.put("frames/s", frames / seconds);
        figures.put("first text p95 ms", Figures.percentile(first, first.length, 0.95) / 1e6);
        figures.put("all ms", seconds * 1e3);
        figures.put("complete", (double) complete);
        return figures;
    }
}
