package dev.cowork.server.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cowork.server.platform.problems.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

class ProjectPathTest {

    static List<String> hostile() throws IOException {
        return lines("/files/hostile-paths.txt");
    }

    static List<String> honest() throws IOException {
        return lines("/files/honest-paths.txt");
    }

    /** The paths of a data file: JSON strings, one a line. */
    static List<String> lines(String resource) throws IOException {
        try (var in = Objects.requireNonNull(ProjectPathTest.class.getResourceAsStream(resource))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith("\""))
                    .map(line -> JsonMapper.shared().readValue(line, String.class))
                    .toList();
        }
    }

    @Test
    void there_are_at_least_two_hundred_hostile_paths() throws IOException {
        assertThat(hostile()).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(200);
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void hostile_paths_are_refused(String path) {
        assertThatThrownBy(() -> ProjectPath.of(path)).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.status()).isEqualTo(400);
            assertThat(problem.code()).isEqualTo("bad_path");
        });
    }

    @ParameterizedTest
    @MethodSource("honest")
    void honest_paths_are_accepted(String path) {
        assertThat(ProjectPath.of(path).segments()).doesNotContain("", ".", "..");
    }

    @Test
    void a_path_is_shown_without_what_means_nothing() {
        assertThat(ProjectPath.of("./a//b/")).hasToString("a/b");
        assertThat(ProjectPath.of("")).hasToString(".");
    }
}
