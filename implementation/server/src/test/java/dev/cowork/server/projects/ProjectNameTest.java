package dev.cowork.server.projects;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.MethodSource;

class ProjectNameTest {

    @ParameterizedTest(name = "{0} becomes {1}")
    @CsvFileSource(resources = "/projects/names.csv", delimiter = '~', emptyValue = "")
    void a_name_is_cleaned_as_clients_expect(String typed, String folder) {
        assertThat(ProjectName.of(typed == null ? "" : typed)).isEqualTo(folder);
    }

    @ParameterizedTest
    @MethodSource("hostileNames")
    void no_name_leaves_the_folder_it_is_made_in(String typed) {
        Path root = Path.of("/data/projects");

        String name = ProjectName.of(typed);

        assertThat(name).matches("[A-Za-z0-9][A-Za-z0-9._-]{0,49}").doesNotEndWith(".");
        assertThat(root.resolve(name).normalize().getParent()).isEqualTo(root);
    }

    @ParameterizedTest
    @MethodSource("hostileNames")
    void a_clean_name_stays_as_it_is(String typed) {
        String name = ProjectName.of(typed);

        assertThat(ProjectName.of(name)).isEqualTo(name);
    }

    @Test
    void a_very_long_name_takes_no_time_to_speak_of() {
        String name = ProjectName.of("-. _".repeat(500_000) + "x");

        assertThat(name).isEqualTo("x");
    }

    @Test
    void taken_names_are_numbered_from_two() {
        assertThat(Stream.of(1, 2, 3).map(n -> ProjectName.numbered("sales", n)))
                .containsExactly("sales", "sales-2", "sales-3");
    }

    static Stream<String> hostileNames() {
        try (var in = ProjectNameTest.class.getResourceAsStream("/projects/hostile-names.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
