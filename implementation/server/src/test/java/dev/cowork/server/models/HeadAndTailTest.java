package dev.cowork.server.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HeadAndTailTest {

    @Test
    void short_text_is_left_alone() {
        assertThat(HeadAndTail.cut("short", 128)).isEqualTo("short");
    }

    @Test
    void long_text_keeps_both_ends_and_whole_characters() {
        String cut = HeadAndTail.cut("a" + "🚀é世".repeat(1_000) + "z", 1_001);
        assertThat(cut)
                .startsWith("a🚀")
                .endsWith("z")
                .contains("bytes left out")
                .doesNotContain("\uFFFD");
        assertThat(cut.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(1_001);
    }
}
