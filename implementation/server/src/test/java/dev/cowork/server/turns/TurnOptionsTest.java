package dev.cowork.server.turns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cowork.server.agent.FunctionSpec;
import dev.cowork.server.agent.TurnOptions;
import dev.cowork.server.platform.problems.Problem;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Bug class: what a request asks for is lost on the way to the agent: in a queue, at a restart, or in the turn that follows. */
class TurnOptionsTest extends TurnTesting {

    private static final JsonNode SCHEMA = JsonMapper.shared().readTree("{\"type\":\"object\",\"properties\":{}}");
    private static final TurnOptions ALL = new TurnOptions(
            "Answer in verse", 100, 0.5, List.of(new FunctionSpec("get_weather", "Tells the weather", SCHEMA)), false);
    private static final Map<String, String> PAIRS = pairs();
    private static final TurnDetails DETAILS =
            new TurnDetails(ALL, PAIRS, JsonMapper.shared().readTree("{\"top_p\":0.9}"));

    private static Map<String, String> pairs() {
        Map<String, String> pairs = new LinkedHashMap<>();
        pairs.put("zebra", "1");
        pairs.put("apple", "ü".repeat(512));
        return pairs;
    }

    @Nested
    class Reach {

        @Test
        void the_agent_of_a_turn_that_runs_at_once() {
            Turn turn = ask(Asking.text("hi").with(DETAILS));

            assertThat(agent.heard(turn.id()).options()).isEqualTo(ALL);
        }

        @Test
        void the_agent_of_a_turn_that_has_waited() {
            agent.hold();
            Turn running = ask(Asking.text("hi").in("lane"));
            Turn waiting = ask(Asking.text("hi").in("lane").with(DETAILS));
            agent.letGo();

            assertThat(waiting.state()).isEqualTo(TurnState.QUEUED);
            assertThat(agent.heard(waiting.id()).options()).isEqualTo(ALL);
            assertThat(agent.heard(running.id()).options()).isEqualTo(TurnOptions.NONE);
        }

        @Test
        void the_agent_of_a_turn_that_waited_when_the_server_was_killed() throws IOException {
            agent.hold();
            ask(Asking.text("hi").in("lane"));
            Turn waiting = ask(Asking.text("hi").in("lane").with(DETAILS));

            kill();

            assertThat(agent.heard(waiting.id()).options()).isEqualTo(ALL);
            assertThat(report(waiting).details()).isEqualTo(DETAILS);
        }

        @Test
        void no_other_turn() {
            answered(Asking.text("hi").in("lane").with(DETAILS));

            Turn next = answered(Asking.text("hi").in("lane"));

            assertThat(agent.heard(next.id()).options()).isEqualTo(TurnOptions.NONE);
            assertThat(report(next).details()).isEqualTo(TurnDetails.NONE);
        }
    }

    @Nested
    class Details {

        @Test
        void are_read_as_they_were_sent_also_after_a_restart() {
            Turn turn = answered(Asking.text("hi").with(DETAILS));
            restart();

            TurnDetails read = report(turn).details();

            assertThat(read).isEqualTo(DETAILS);
            assertThat(read.metadata().keySet()).containsExactly("zebra", "apple");
        }

        @Test
        void are_not_another_owners_to_read() {
            Turn turn = answered(Asking.text("hi").with(DETAILS));

            assertThat(refusal(() -> turns().read("other", turn.id()).block(SOON))
                            .status())
                    .isEqualTo(404);
            assertThat(refusal(() -> turns().delete("other", turn.id()).block(SOON))
                            .status())
                    .isEqualTo(404);
        }
    }

    @Nested
    class Refused {

        @Test
        void is_a_function_that_is_called_like_a_tool_of_ours_and_nothing_is_stored() {
            FunctionSpec taken = new FunctionSpec("read_file", "", SCHEMA);

            Problem problem = refusal(() ->
                    ask(Asking.text("hi").in("refused").with(new TurnOptions(null, null, null, List.of(taken), true))));

            assertThat(problem.code()).isEqualTo("function_name_taken");
            assertThat(turns().current(ME, "refused").block(SOON)).isNull();
        }

        @Test
        void is_what_breaks_a_rule_and_nothing_is_stored() {
            Problem problem = refusal(
                    () -> ask(Asking.text("hi").in("refused").with(new TurnOptions(null, 0, null, List.of(), true))));

            assertThat(problem.status()).isEqualTo(422);
            assertThat(turns().current(ME, "refused").block(SOON)).isNull();
        }
    }

    private static Problem refusal(Runnable request) {
        Problem problem = catchThrowableOfType(Problem.class, request::run);
        assertThat(problem).as("a refusal").isNotNull();
        return problem;
    }
}
