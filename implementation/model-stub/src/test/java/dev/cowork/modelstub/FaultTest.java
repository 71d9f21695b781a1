package dev.cowork.modelstub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.modelstub.script.Plan;
import dev.cowork.modelstub.script.Script;
import dev.cowork.modelstub.script.Step;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Catches: faults in the list that are none, which would be tested by everybody who takes the list. */
class FaultTest {

    static List<Fault> faults() {
        return Fault.all();
    }

    @ParameterizedTest
    @MethodSource("faults")
    void eachIsAScriptThatGoesWrong(Fault fault) throws Exception {
        Plan plan = Script.of(fault.script()).answer(0);
        assertThat(plan.steps())
                .anyMatch(step -> step instanceof Step.Fail
                        || step instanceof Step.Overloaded
                        || step instanceof Step.Cut
                        || step instanceof Step.Garbage
                        || step instanceof Step.Empty
                        || step instanceof Step.Hang);
    }

    @Test
    void theyAreListed() throws Exception {
        try (Talk talk = new Talk()) {
            assertThat(Talk.json(talk.get("/stub/faults")).path("faults").findValuesAsString("name"))
                    .containsExactlyElementsOf(
                            Fault.all().stream().map(Fault::name).toList())
                    .doesNotHaveDuplicates();
        }
    }
}
