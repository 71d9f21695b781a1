package dev.cowork.r2dbc.sqlite;

import org.jspecify.annotations.Nullable;

/** Checks of arguments as the SPI wants them: {@link IllegalArgumentException} for {@code null}. */
final class Assert {

    private Assert() {}

    static <T> T requireNonNull(@Nullable T value, String message) {
        if (value == null) {
            throw new IllegalArgumentException(message);
        }
        return value;
    }
}
