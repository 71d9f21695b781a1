package dev.cowork.server.permissions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.agent.Access;
import dev.cowork.server.agent.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bug class: leave for one thing that is taken for leave for another, and what is forbidden that is done under cover of something else. */
class TargetPatternTest {

    static Stream<List<String>> patterns() throws IOException {
        return Files.readAllLines(Path.of("src/test/resources/permissions/patterns.csv")).stream()
                .filter(line -> !line.startsWith("#"))
                .map(TargetPatternTest::fields);
    }

    /** A target may hold the separator: it is all between the third one and the last one; a pattern holds it before {@code sh} alone. */
    private static List<String> fields(String line) {
        List<String> parts = List.of(line.replace(" * | sh | ", " * \0 sh | ").split(" \\| "));
        String target = String.join(" | ", parts.subList(3, parts.size() - 1));
        return List.of(parts.get(0), parts.get(1), parts.get(2).replace('\0', '|'), target.strip(), parts.getLast());
    }

    @ParameterizedTest
    @MethodSource("patterns")
    void fitsWhatItSaysAndNothingElse(List<String> row) {
        Access access = new Access(Access.Kind.of(row.get(1)), row.get(3));

        assertThat(TargetPattern.of(row.get(2)).fits(access, Verdict.of(row.get(0))))
                .isEqualTo(row.get(4).equals("yes"));
    }

    @Test
    void takesALineEndForTheEndOfACommand() {
        Access two = Access.run("git status\nrm -rf .");

        assertThat(TargetPattern.of("git *").fits(two, Verdict.ALLOW)).isFalse();
        assertThat(TargetPattern.of("rm *").fits(two, Verdict.DENY)).isTrue();
        assertThat(TargetPattern.of("rm *").fits(Access.run("r\\\nm x"), Verdict.DENY))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ls *", "echo \\*", "a\\", "*", "**", "plain", "tab\tand *"})
    void exactlyFitsItsTargetAndNoOther(String target) {
        TargetPattern pattern = TargetPattern.of(TargetPattern.exactly(target));

        assertThat(pattern.exact()).isTrue();
        assertThat(pattern.fits(Access.run(target), Verdict.ALLOW)).isTrue();
        assertThat(pattern.fits(Access.run(target + "x"), Verdict.ALLOW)).isFalse();
        assertThat(pattern.fits(Access.run(target.replace("*", "x") + "y"), Verdict.ALLOW))
                .isFalse();
    }

    @Test
    void takesTwoSpellingsOfALetterForOneWhereItForbids() {
        TargetPattern composed = TargetPattern.of("r\u00e9sum\u00e9s/*");
        Access decomposed = Access.read("re\u0301sume\u0301s/mine.txt");

        assertThat(composed.fits(decomposed, Verdict.DENY)).isTrue();
        assertThat(composed.fits(decomposed, Verdict.ALLOW)).isFalse();
    }

    @Test
    void isDoneInAMomentWhateverThePatternIs() {
        String nasty = "*a".repeat(2_000) + "b";

        assertThat(TargetPattern.of(nasty).fits(Access.read("a".repeat(4_000)), Verdict.ALLOW))
                .isFalse();
    }

    @Test
    @Timeout(10)
    void isDoneInAMomentWhateverTheCommandIs() {
        for (String piece : List.of(";", "a;", "sudo ", "$(", "\"", "a=", "rm ;", "/")) {
            String command = piece.repeat(32_000 / piece.length());

            assertThat(TargetPattern.of("*x*y*z").fits(Access.run(command), Verdict.DENY))
                    .isFalse();
        }
    }
}
