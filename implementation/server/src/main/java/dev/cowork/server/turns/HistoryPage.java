package dev.cowork.server.turns;

import java.util.List;

/**
 * A part of a conversation's history.
 *
 * @param rows oldest first
 * @param hasMore whether there are older ones
 * @param total how many rows the whole history has
 */
public record HistoryPage(List<HistoryRow> rows, boolean hasMore, int total) {}
