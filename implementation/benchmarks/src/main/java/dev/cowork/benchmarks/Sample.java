package dev.cowork.benchmarks;

import java.util.Locale;

/**
 * One measured figure.
 *
 * @param row the row's id
 * @param size its size
 * @param side {@code subject} or {@code baseline}
 * @param round the round, from 1
 * @param metric which figure
 * @param value the figure
 * @param load how busy the machine was in the minute before (processes that ran or waited)
 */
record Sample(String row, long size, String side, int round, String metric, double value, double load) {

    static final String HEADER = "row,size,side,round,metric,value,load";
    static final String SUBJECT = "subject";
    static final String BASELINE = "baseline";

    String csv() {
        return String.format(
                Locale.ROOT, "\"%s\",%d,%s,%d,\"%s\",%.4f,%.2f", row, size, side, round, metric, value, load);
    }
}
