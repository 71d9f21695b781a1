package dev.cowork.server.platform.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bug class: a time that is another one after it has been stored. */
class TimesTest {

    @ParameterizedTest
    @ValueSource(
            longs = {
                0,
                1,
                999_999,
                1_000_000,
                1_795_946_182_645_129L,
                -1,
                -999_999,
                -1_000_000,
                -1_000_001,
                -62_135_596_800_000_001L
            })
    void micros_and_back_are_the_same_instant_in_utc(long micros) {
        OffsetDateTime time = Times.utc(micros);

        assertThat(time.getOffset()).isEqualTo(ZoneOffset.UTC);
        assertThat(time.toInstant()).isEqualTo(Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
        assertThat(Times.now(Clock.fixed(time.toInstant(), ZoneOffset.UTC))).isEqualTo(micros);
        assertThat(Times.millis(micros)).isEqualTo(time.toInstant().toEpochMilli());
    }
}
