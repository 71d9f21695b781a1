package dev.cowork.server.platform.time;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Microseconds since 1970 UTC, as the database keeps them, and back. */
@Configuration(proxyBeanMethods = false)
public class Times {

    private static final long SECOND = 1_000_000;

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    /**
     * @param clock the clock
     * @return now, in microseconds
     */
    public static long now(Clock clock) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    }

    /**
     * @param micros microseconds since 1970 UTC
     * @return the instant with offset {@code Z}
     */
    public static OffsetDateTime utc(long micros) {
        int nanos = (int) Math.floorMod(micros, SECOND) * 1_000;
        return LocalDateTime.ofEpochSecond(Math.floorDiv(micros, SECOND), nanos, ZoneOffset.UTC)
                .atOffset(ZoneOffset.UTC);
    }

    /**
     * @param micros microseconds since 1970 UTC
     * @return milliseconds since 1970 UTC
     */
    public static long millis(long micros) {
        return Math.floorDiv(micros, 1000L);
    }
}
