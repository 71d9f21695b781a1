package dev.cowork.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Arithmetic and spelling of figures. */
public final class Figures {

    private Figures() {}

    /** The middle of the values; of an even number, the mean of the two in the middle. */
    public static double median(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /**
     * @param values unsorted
     * @param count how many of them count
     * @param share between 0 and 1
     * @return the value that this share of all values does not exceed
     */
    public static double percentile(long[] values, int count, double share) {
        long[] sorted = Arrays.copyOf(values, count);
        Arrays.sort(sorted);
        return count == 0 ? Double.NaN : sorted[Math.min(count - 1, (int) Math.ceil(share * count) - 1)];
    }

    /** About three digits, thousands apart. */
    public static String text(double value) {
        double size = Math.abs(value);
        if (Double.isNaN(value)) {
            return "-";
        }
        if (size >= 1000) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        if (size >= 100 || value == Math.rint(value)) {
            return String.format(Locale.ROOT, "%.0f", value);
        }
        return String.format(Locale.ROOT, size >= 10 ? "%.1f" : "%.2f", value);
    }
}
