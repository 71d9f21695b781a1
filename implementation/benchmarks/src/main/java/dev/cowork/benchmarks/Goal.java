package dev.cowork.benchmarks;

import java.util.Locale;

/**
 * What a figure shall be.
 *
 * @param metric which figure
 * @param kind what is compared
 * @param bound with what
 */
public record Goal(String metric, Kind kind, double bound) {

    /** What is compared with the bound. */
    public enum Kind {
        /** the figure is not below */
        AT_LEAST,
        /** the figure is not above */
        AT_MOST,
        /** the figure divided by the baseline's is not below */
        RATIO_AT_LEAST,
        /** the figure divided by that of the smallest size is not above */
        GROWTH_AT_MOST
    }

    /** The figure is not below a bound. */
    public static Goal atLeast(String metric, double bound) {
        return new Goal(metric, Kind.AT_LEAST, bound);
    }

    /** The figure is not above a bound. */
    public static Goal atMost(String metric, double bound) {
        return new Goal(metric, Kind.AT_MOST, bound);
    }

    /** The figure is at least so many times the baseline's. */
    public static Goal ratioAtLeast(String metric, double bound) {
        return new Goal(metric, Kind.RATIO_AT_LEAST, bound);
    }

    /** The figure is at most so many times that of the smallest size. */
    public static Goal growthAtMost(String metric, double bound) {
        return new Goal(metric, Kind.GROWTH_AT_MOST, bound);
    }

    boolean met(double value) {
        return kind == Kind.AT_MOST || kind == Kind.GROWTH_AT_MOST ? value <= bound : value >= bound;
    }

    /** In words. */
    String text() {
        String number = Figures.text(bound);
        return switch (kind) {
            case AT_LEAST -> "at least " + number;
            case AT_MOST -> "at most " + number;
            case RATIO_AT_LEAST -> String.format(Locale.ROOT, "at least %s × baseline", number);
            case GROWTH_AT_MOST -> String.format(Locale.ROOT, "at most %s × the smallest size", number);
        };
    }
}
