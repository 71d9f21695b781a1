package dev.cowork.server.models.wire;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** The wait a provider asks for: {@code retry-after-ms}, or {@code retry-after} in seconds or as a date. */
final class RetryAfter {

    private static final Duration LONGEST = Duration.ofDays(31);

    private RetryAfter() {}

    static @Nullable Duration of(HttpHeaders headers, Instant now) {
        Duration wait = number(headers.getFirst("retry-after-ms"), 1);
        if (wait == null) {
            wait = number(headers.getFirst(HttpHeaders.RETRY_AFTER), 1_000);
        }
        if (wait == null) {
            wait = date(headers.getFirst(HttpHeaders.RETRY_AFTER), now);
        }
        if (wait == null || wait.isNegative()) {
            return null;
        }
        return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }

    private static @Nullable Duration number(@Nullable String value, double millis) {
        try {
            return value == null || !value.matches("\\d{1,12}(\\.\\d{1,9})?")
                    ? null
                    : Duration.ofMillis((long) Math.ceil(Double.parseDouble(value) * millis));
        } catch (NumberFormatException notANumber) {
            return null;
        }
    }

    private static @Nullable Duration date(@Nullable String value, Instant now) {
        try {
            return value == null
                    ? null
                    : Duration.between(
                            now,
                            ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                                    .toInstant());
        } catch (DateTimeException notADate) {
            return null;
        }
    }
}
