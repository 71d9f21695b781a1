package dev.cowork.server.platform.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openapitools.jackson.nullable.JsonNullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JsonTest {

    private static final JsonMapper MAPPER = Json.mapper();

    record Thing(String text, Integer number, Double fraction, Boolean flag, JsonNullable<String> maybe) {}

    @Test
    void unknown_fields_are_ignored_and_the_last_of_two_counts() {
        assertThat(MAPPER.readValue("{\"text\":\"a\",\"x\":{},\"text\":\"b\"}", Thing.class)
                        .text())
                .isEqualTo("b");
    }

    @Test
    void absent_null_and_a_value_are_told_apart() {
        assertThat(MAPPER.readValue("{}", Thing.class).maybe()).isIn(null, JsonNullable.undefined());
        assertThat(MAPPER.readValue("{\"maybe\":null}", Thing.class).maybe()).isEqualTo(JsonNullable.of(null));
        assertThat(MAPPER.readValue("{\"maybe\":\"a\"}", Thing.class).maybe()).isEqualTo(JsonNullable.of("a"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"text\":1}",
                "{\"text\":1.5}",
                "{\"text\":true}",
                "{\"text\":[]}",
                "{\"number\":\"1\"}",
                "{\"number\":\"\"}",
                "{\"number\":1.5}",
                "{\"number\":true}",
                "{\"fraction\":\"1.5\"}",
                "{\"flag\":\"true\"}",
                "{\"flag\":1}",
                "{\"flag\":\"\"}",
                "{} {}",
                "{}x"
            })
    void nothing_is_bent_into_another_type(String json) {
        assertThatThrownBy(() -> MAPPER.readValue(json, Thing.class)).isInstanceOf(JacksonException.class);
    }

    @Test
    void a_whole_number_is_a_number_too() {
        assertThat(MAPPER.readValue("{\"fraction\":2}", Thing.class).fraction()).isEqualTo(2.0);
    }

    @Test
    void depth_and_length_are_bounded() {
        assertThat(MAPPER.readTree("[".repeat(200) + "]".repeat(200)).isArray()).isTrue();
        for (String bomb : List.of(
                "[".repeat(201) + "]".repeat(201),
                "{\"a\":".repeat(100_000),
                "1".repeat(500),
                "{\"" + "k".repeat(20_000) + "\":1}")) {
            assertThatThrownBy(() -> MAPPER.readTree(bomb)).isInstanceOf(JacksonException.class);
        }
    }

    @Test
    void times_are_iso_with_z() {
        OffsetDateTime time = Instant.parse("2026-01-31T12:00:00.123456Z").atOffset(ZoneOffset.UTC);

        assertThat(MAPPER.writeValueAsString(time)).isEqualTo("\"2026-01-31T12:00:00.123456Z\"");
        assertThat(MAPPER.readValue("\"2026-01-31T13:00:00.123456+01:00\"", OffsetDateTime.class))
                .isEqualTo(time);
    }

    @Test
    void half_a_character_can_be_read_and_written_again() {
        JsonNode read = MAPPER.readTree("{\"text\":\"a\\ud800b\"}");

        assertThat(MAPPER.writeValueAsBytes(read)).isNotEmpty();
        assertThat(MAPPER.writeValueAsBytes(MAPPER.readValue("{\"text\":\"a\\udc00\"}", Thing.class)))
                .isNotEmpty();
    }
}
