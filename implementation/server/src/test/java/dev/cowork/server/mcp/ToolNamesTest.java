package dev.cowork.server.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ToolNamesTest {

    private final ToolNames names = new ToolNames();

    @Test
    void a_name_says_whose_tool_it_is() {
        assertThat(names.of("files", "read_file")).isEqualTo("mcp__files__read_file");
    }

    @Test
    void names_are_of_characters_and_a_length_that_every_provider_takes() {
        assertThat(Stream.of(
                        names.of("my files 2.0", "read/öffentlich"),
                        names.of("s".repeat(64), "t".repeat(128)),
                        names.of("files", "")))
                .allMatch(name -> name.matches("[A-Za-z0-9_-]{1,64}"));
    }

    @Test
    void tools_that_look_alike_have_names_of_their_own() {
        assertThat(Stream.of(
                        names.of("a", "x.y"),
                        names.of("a", "x y"),
                        names.of("a", "x y"),
                        names.of("a", "t".repeat(70) + "1"),
                        names.of("a", "t".repeat(70) + "2")))
                .doesNotHaveDuplicates();
    }

    @Test
    void a_long_name_is_the_same_in_every_turn() {
        String tool = "t".repeat(100);

        assertThat(names.of("files", tool)).isEqualTo(new ToolNames().of("files", tool));
    }
}
