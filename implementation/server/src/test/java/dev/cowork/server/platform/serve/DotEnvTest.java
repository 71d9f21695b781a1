package dev.cowork.server.platform.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cowork.server.platform.problems.StartRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bug class: a file of values that is read as if it were a program. */
class DotEnvTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "NAME=value             | value",
                "export NAME=value      | value",
                "  NAME  =  value       | value",
                "NAME='a b'             | a b",
                "NAME=\"a b\"           | a b",
                "NAME='a' # comment     | a",
                "NAME=a # comment       | a",
                "NAME=a#b               | a#b",
                "NAME=a=b               | a=b",
                "NAME='it               | 'it",
            })
    void a_line_gives_a_name_its_value(String line, String value) {
        assertThat(DotEnv.parse(line)).hasSize(1).containsEntry("NAME", value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$HOME",
                "${HOME}",
                "$FIRST",
                "${FIRST}",
                "${NOWHERE:-otherwise}",
                "$(echo yes)",
                "`echo yes`",
                "~/file",
                "%PATH%",
                "a\\nb",
                "x; echo yes",
            })
    void a_value_is_taken_as_it_is_and_nothing_in_it_is_filled_in_or_run(String value) {
        assertThat(DotEnv.parse("FIRST=one\nPLAIN=" + value + "\nQUOTED=\"" + value + "\""))
                .containsEntry("PLAIN", value)
                .containsEntry("QUOTED", value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# NAME=value", "NAME", "=value", "   "})
    void a_line_that_is_none_is_passed_over(String line) {
        assertThat(DotEnv.parse(line)).isEmpty();
    }

    @Test
    void the_last_of_a_name_counts() {
        assertThat(DotEnv.parse("A=1\nB=2\nA=3")).containsEntry("A", "3").hasSize(2);
    }

    @Test
    void a_file_too_large_to_be_one_is_refused(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve(".env"), "A=" + "x".repeat(2 << 20));

        assertThatThrownBy(() -> DotEnv.read(file)).isInstanceOf(StartRefused.class);
    }
}
