package dev.cowork.benchmarks.http;

import dev.cowork.benchmarks.Figures;
import java.io.InputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** Several connections, each asking again as soon as it is answered. */
public final class Load {

    private Load() {}

    /**
     * @param port the server
     * @param path what each connection asks for, by its number
     * @param connections how many
     * @param seconds how long
     * @return {@code requests}, {@code requests/s}, {@code p50 ms}, {@code p95 ms}
     * @throws Exception if an answer is not 200
     */
    public static Map<String, Double> run(int port, IntFunction<String> path, int connections, double seconds)
            throws Exception {
        long began = System.nanoTime();
        long end = began + (long) (seconds * 1e9);
        long[] all = new long[0];
        for (long[] some : together(connections, number -> ask(port, path.apply(number), end))) {
            int before = all.length;
            all = Arrays.copyOf(all, before + some.length);
            System.arraycopy(some, 0, all, before, some.length);
        }
        double took = (System.nanoTime() - began) / 1e9;
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("requests", (double) all.length);
        figures.put("requests/s", all.length / took);
        figures.put("p50 ms", Figures.percentile(all, all.length, 0.5) / 1e6);
        figures.put("p95 ms", Figures.percentile(all, all.length, 0.95) / 1e6);
        return figures;
    }

    /** Asks so many times, for the compilers' sake. */
    public static void warm(int port, IntFunction<String> path, int connections, int requests) throws Exception {
        together(connections, number -> {
            byte[] sink = new byte[16_384];
            try (Wire wire = new Wire(port)) {
                for (int i = 0; i < requests / connections; i++) {
                    drain(wire.get(path.apply(number)), sink);
                }
            }
            return number;
        });
    }

    private static long[] ask(int port, String path, long end) throws Exception {
        long[] times = new long[1024];
        int count = 0;
        byte[] sink = new byte[16_384];
        try (Wire wire = new Wire(port)) {
            for (long before = System.nanoTime(); before < end; before = System.nanoTime()) {
                drain(wire.get(path), sink);
                if (count == times.length) {
                    times = Arrays.copyOf(times, count * 2);
                }
                times[count++] = System.nanoTime() - before;
            }
        }
        return Arrays.copyOf(times, count);
    }

    private static void drain(InputStream body, byte[] sink) throws Exception {
        int read = body.read(sink);
        while (read >= 0) {
            read = body.read(sink);
        }
    }

    /** What each connection does. */
    @FunctionalInterface
    public interface Work<T> {
        /** Does it. */
        T of(int number) throws Exception;
    }

    /** Does the work of several connections at the same time. */
    public static <T> List<T> together(int connections, Work<T> work) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<T>> tasks = java.util.stream.IntStream.range(0, connections)
                    .mapToObj(number -> (Callable<T>) () -> work.of(number))
                    .toList();
            List<Future<T>> done = threads.invokeAll(tasks);
            java.util.ArrayList<T> results = new java.util.ArrayList<>();
            for (Future<T> one : done) {
                results.add(one.get());
            }
            return results;
        }
    }
}
