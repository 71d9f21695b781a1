package dev.cowork.benchmarks;

import java.util.Map;

/** One side of a row: what is measured, or what it is measured beside. */
@FunctionalInterface
public interface Side {

    /**
     * Measures once.
     *
     * @return figures by name; the name ends with the unit, as in {@code p95 ms}
     * @throws Exception if it could not be measured, which ends the run
     */
    Map<String, Double> measure() throws Exception;
}
