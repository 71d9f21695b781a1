package dev.cowork.benchmarks;

import java.util.List;

/** Rows that share what they need. */
public interface Suite extends AutoCloseable {

    /** The ids of its rows, known before anything is made. */
    List<String> ids();

    /**
     * Makes what the rows need.
     *
     * @param wanted ids of the rows that will be measured
     * @return those rows
     * @throws Exception if it cannot be made
     */
    List<Row> open(List<String> wanted) throws Exception;
}
