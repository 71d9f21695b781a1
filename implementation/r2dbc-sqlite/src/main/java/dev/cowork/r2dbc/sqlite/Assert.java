package dev.cowork.r2dbc.sqlite;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Checks of arguments as the SPI wants them: {@link IllegalArgumentException} for {@code null} and nonsense. */
final class Assert {

    private Assert() {}

    static <T> T requireNonNull(@Nullable T value, String message) {
        if (value == null) {
            throw new IllegalArgumentException(message);
        }
        return value;
    }

    static int atLeast(int least, int value, String name) {
        if (value < least) {
            throw new IllegalArgumentException(name + " must be at least " + least);
        }
        return value;
    }

    static Duration notNegative(@Nullable Duration value, String name) {
        Duration given = requireNonNull(value, name + " must not be null");
        if (given.isNegative()) {
            throw new IllegalArgumentException(name + " must not be negative");
        }
        return given;
    }

    static Duration positive(@Nullable Duration value, String name) {
        Duration given = requireNonNull(value, name + " must not be null");
        if (!given.isPositive()) {
            throw new IllegalArgumentException(name + " must be positive");
        }
        return given;
    }
}
