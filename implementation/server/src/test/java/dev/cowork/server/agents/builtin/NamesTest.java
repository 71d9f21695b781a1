package dev.cowork.server.agents.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class NamesTest {

    @ParameterizedTest
    @CsvFileSource(resources = "/agents/names.csv", delimiter = '|', numLinesToSkip = 1)
    void names_are_found_in_what_people_write(String text, String names) {
        assertThat(String.join(" ", Names.in(text, 100))).isEqualTo(names == null ? "" : names);
    }

    @Test
    void so_many_as_are_asked_for() {
        assertThat(Names.in("a/1 b/2 c/3 d/4", 2)).isEqualTo(List.of("a/1", "b/2"));
    }

    @Test
    void a_megabyte_without_a_blank_takes_no_time() {
        assertThat(Names.in("a/".repeat(500_000), 10)).isEmpty();
    }

    @ParameterizedTest
    @CsvFileSource(resources = "/agents/promises.csv", delimiter = '|', numLinesToSkip = 1)
    void sentences_that_bind_somebody_are_found(String text, String sentences) {
        assertThat(String.join(" / ", Promises.in(text))).isEqualTo(sentences == null ? "" : sentences);
    }
}
