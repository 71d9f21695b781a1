package dev.cowork.benchmarks;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A line of the results.
 *
 * @param id what is measured, for people and for {@code --rows}; rows of one id differ in size only
 * @param size how much of it, or 0 when there is one size only
 * @param of what the size counts
 * @param subject the thing itself
 * @param baselineName what the baseline is
 * @param baseline what it is measured beside, in the same round; null only for what cannot be had without the subject
 * @param goals what the figures shall be
 * @param reference figures of another server on such a machine, taken at another time; or null
 */
public record Row(
        String id,
        long size,
        String of,
        Side subject,
        String baselineName,
        @Nullable Side baseline,
        List<Goal> goals,
        @Nullable String reference) {

    /** Copies the goals. */
    public Row {
        goals = List.copyOf(goals);
    }

    /** The id with its size. */
    public String title() {
        return size == 0 ? id : id + ", " + String.format("%,d", size) + " " + of;
    }
}
