package dev.cowork.benchmarks.driver;

import java.util.Map;

/** Turns a count and a time into a figure. */
final class Rate {

    private Rate() {}

    /**
     * @param metric the name of the figure
     * @param count how many
     * @param began when, by {@link System#nanoTime}
     * @param right whether what came back is what should have
     * @return the figure
     */
    static Map<String, Double> perSecond(String metric, long count, long began, boolean right) {
        double seconds = (System.nanoTime() - began) / 1e9;
        if (!right) {
            throw new IllegalStateException("What came back is not what should have");
        }
        return Map.of(metric, count / seconds);
    }
}
