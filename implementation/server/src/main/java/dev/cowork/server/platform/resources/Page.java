package dev.cowork.server.platform.resources;

import java.util.List;
import java.util.function.Function;

/**
 * One page of a list.
 *
 * @param rows the rows of this page, in the list's order
 * @param total how many rows the whole list has
 * @param <T> what is listed
 */
public record Page<T>(List<T> rows, long total) {

    /** Copies the rows. */
    public Page {
        rows = List.copyOf(rows);
    }

    /**
     * @param mapping from a row to what a caller shows
     * @param <R> what it shows
     * @return the same page of other things
     */
    public <R> Page<R> map(Function<T, R> mapping) {
        return new Page<>(rows.stream().map(mapping).toList(), total);
    }
}
