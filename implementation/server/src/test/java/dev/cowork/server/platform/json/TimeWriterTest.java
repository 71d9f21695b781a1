package dev.cowork.server.platform.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class TimeWriterTest {

    private static final JsonMapper MAPPER = Json.mapper();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-01-31T12:00:00Z",
                "2026-01-31T12:00:00.1Z",
                "2026-11-25T01:27:59.52237Z",
                "2026-12-01T09:08:07.000001Z",
                "2026-12-01T09:08:07.100000001Z",
                "2026-12-01T09:08:07.010Z",
                "0000-01-01T00:00:00Z",
                "0999-12-31T23:59:59.999999999Z",
                "9999-12-31T23:59:59.999999999Z",
                "+10000-01-01T00:00:00Z",
                "-0001-01-01T00:00:00Z",
                "2026-01-31T12:00:00.5+01:00",
                "2026-01-31T12:00:00-09:30"
            })
    void writes_what_the_standard_formatter_writes(String text) {
        same(OffsetDateTime.parse(text));
    }

    @Test
    void also_for_any_instant_of_two_centuries() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 20_000; i++) {
            long second = random.nextLong(-3_000_000_000L, 4_000_000_000L);
            int nano = random.nextInt(1_000_000_000)
                    / (int) Math.pow(10, random.nextInt(10))
                    * (random.nextInt(3) == 0 ? 0 : 1);
            same(Instant.ofEpochSecond(second, nano).atOffset(ZoneOffset.UTC));
            same(Instant.ofEpochSecond(second, nano / 1000 * 1000).atOffset(ZoneOffset.UTC));
        }
    }

    private static void same(OffsetDateTime time) {
        assertThat(TimeWriter.text(time)).isEqualTo(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time));
        assertThat(MAPPER.writeValueAsString(time)).isEqualTo('"' + TimeWriter.text(time) + '"');
    }
}
