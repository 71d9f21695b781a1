package dev.cowork.server.platform.resources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cowork.server.platform.problems.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class IfMatchTest {

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"*", " * ", "\"3\"", "\"1\", \"3\"", "\"x\",\"3\" "})
    void holds_for_the_version_or_without_a_condition(String header) {
        assertThatCode(() -> IfMatch.of(header).check("Project", 3)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\"2\"",
                "3",
                "W/\"3\"",
                "\"03\"",
                "\"+3\"",
                "\"3",
                "\"\"",
                "\"3\"\"",
                "\"99999999999999999999999\"",
                "\"-3\"",
                "\u0663"
            })
    void fails_for_every_other_text(String header) {
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> IfMatch.of(header).check("Project", 3))
                .satisfies(problem -> {
                    assertThat(problem.status()).isEqualTo(412);
                    assertThat(problem.code()).isEqualTo("precondition_failed");
                });
    }

    @Test
    void matches_the_tag_that_it_gives_out() {
        assertThatCode(() -> IfMatch.of(IfMatch.tag(42)).check("Project", 42)).doesNotThrowAnyException();
    }
}
