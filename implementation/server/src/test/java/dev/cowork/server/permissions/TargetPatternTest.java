package dev.cowork.server.permissions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.agent.Access;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bug class: leave for one thing that is taken for leave for another. */
class TargetPatternTest {

    static Stream<List<String>> patterns() throws IOException {
        return Files.readAllLines(Path.of("src/test/resources/permissions/patterns.csv")).stream()
                .filter(line -> !line.startsWith("#"))
                .map(TargetPatternTest::fields);
    }

    /** A target may hold the separator: it is all between the second one and the last one. */
    private static List<String> fields(String line) {
        String[] parts = line.split(" \\| ");
        String target = String.join(" | ", List.of(parts).subList(2, parts.length - 1));
        return List.of(parts[0].strip(), parts[1].strip(), target.strip(), parts[parts.length - 1].strip());
    }

    @ParameterizedTest
    @MethodSource("patterns")
    void fitsWhatItSaysAndNothingElse(List<String> row) {
        Access access = new Access(Access.Kind.of(row.get(0)), row.get(2));

        assertThat(TargetPattern.of(row.get(1)).fits(access, true))
                .isEqualTo(row.get(3).equals("yes"));
    }

    @Test
    void neverLetsAStarRunOverALineEndOfACommand() {
        assertThat(TargetPattern.of("git *").fits(Access.run("git status\nrm -rf ."), true))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ls *", "echo \\*", "a\\", "*", "**", "plain", "tab\tand *"})
    void exactlyFitsItsTargetAndNoOther(String target) {
        TargetPattern pattern = TargetPattern.of(TargetPattern.exactly(target));

        assertThat(pattern.exact()).isTrue();
        assertThat(pattern.fits(Access.run(target), true)).isTrue();
        assertThat(pattern.fits(Access.run(target + "x"), true)).isFalse();
        assertThat(pattern.fits(Access.run(target.replace("*", "x") + "y"), true))
                .isFalse();
    }

    @Test
    void tellsUpperFromLowerCaseOnlyWhereItGivesLeave() {
        TargetPattern secret = TargetPattern.of("secrets/*");

        assertThat(secret.fits(Access.read("Secrets/key.txt"), true)).isFalse();
        assertThat(secret.fits(Access.read("Secrets/key.txt"), false)).isTrue();
    }

    @Test
    void isDoneInAMomentWhateverThePatternIs() {
        String nasty = "*a".repeat(2_000) + "b";

        assertThat(TargetPattern.of(nasty).fits(Access.read("a".repeat(4_000)), true))
                .isFalse();
    }
}
