package dev.cowork.server.platform.resources;

import java.util.List;

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
}
