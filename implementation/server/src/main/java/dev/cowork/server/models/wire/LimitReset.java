package dev.cowork.server.models.wire;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * When a limit is lifted, as far as the headers tell: the latest reset among the limits that have nothing left, else the end of the wait
 * that is asked for.
 */
final class LimitReset {

    private static final Duration LONGEST = Duration.ofDays(31);
    private static final List<String> LIMITS = List.of("requests", "tokens", "input-tokens", "output-tokens");
    private static final Pattern SPAN = Pattern.compile(
            "(?:(\\d{1,4})d)?(?:(\\d{1,5})h)?(?:(\\d{1,6})m)?(?:(\\d{1,8}(?:\\.\\d{1,9})?)s)?(?:(\\d{1,9})ms)?");

    private LimitReset() {}

    static @Nullable Instant of(HttpHeaders headers, Instant now, @Nullable Duration retryAfter) {
        return LIMITS.stream()
                .flatMap(limit -> Stream.of(anthropic(headers, limit), openAi(headers, limit, now)))
                .filter(Objects::nonNull)
                .filter(reset -> reset.isAfter(now) && reset.isBefore(now.plus(LONGEST)))
                .max(Instant::compareTo)
                .orElse(retryAfter == null ? null : now.plus(retryAfter));
    }

    /** A time. */
    private static @Nullable Instant anthropic(HttpHeaders headers, String limit) {
        String prefix = "anthropic-ratelimit-" + limit;
        String reset = headers.getFirst(prefix + "-reset");
        if (reset == null || !isZero(headers.getFirst(prefix + "-remaining"))) {
            return null;
        }
        try {
            return Instant.parse(reset.strip());
        } catch (DateTimeException notATime) {
            return null;
        }
    }

    /** A span such as {@code 6m0s} or {@code 20ms}. */
    private static @Nullable Instant openAi(HttpHeaders headers, String limit, Instant now) {
        String reset = headers.getFirst("x-ratelimit-reset-" + limit);
        if (reset == null || reset.isBlank() || !isZero(headers.getFirst("x-ratelimit-remaining-" + limit))) {
            return null;
        }
        Matcher span = SPAN.matcher(reset.strip());
        if (!span.matches()) {
            return null;
        }
        double seconds = number(span.group(1)) * 86_400
                + number(span.group(2)) * 3_600
                + number(span.group(3)) * 60
                + number(span.group(4))
                + number(span.group(5)) / 1_000;
        return now.plusMillis((long) Math.ceil(seconds * 1_000));
    }

    private static boolean isZero(@Nullable String remaining) {
        return remaining != null && remaining.strip().equals("0");
    }

    private static double number(@Nullable String digits) {
        return digits == null ? 0 : Double.parseDouble(digits);
    }
}
