package dev.cowork.server.conversations;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class TitlesTest {

    @ParameterizedTest
    @CsvFileSource(resources = "/conversations/titles.csv", delimiter = '~')
    void the_first_line_with_text_gives_the_title(String message, String title) {
        assertThat(Titles.of(message)).isEqualTo(title.equals("''") ? "" : title);
    }

    @Test
    void a_cut_never_splits_a_character() {
        String title = Titles.of("🚀".repeat(100));

        assertThat(title.codePointCount(0, title.length())).isEqualTo(Titles.MAX_LENGTH);
        assertThat(title).endsWith("🚀…");
    }

    @Test
    void no_text_gives_no_title() {
        assertThat(Titles.of("")).isEmpty();
        assertThat(Titles.of(" \n\t\u00a0\u0000 ")).isEmpty();
    }
}
