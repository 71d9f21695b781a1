package dev.cowork.server.turns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cowork.server.agent.FunctionSpec;
import dev.cowork.server.agent.TurnOptions;
import dev.cowork.server.platform.problems.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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
        void the_agent_of_a_turn_that_waited_while_the_server_was_down() {
            agent.hold();
            ask(Asking.text("hi").in("lane"));
            Turn waiting = ask(Asking.text("hi").in("lane").with(DETAILS));

            restart();

            assertThat(agent.heard(waiting.id()).options()).isEqualTo(ALL);
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
    class Limits {

        @Test
        void sixteen_pairs_are_kept_and_seventeen_are_refused() {
            answered(Asking.text("hi").with(new TurnDetails(TurnOptions.NONE, numbered(16), null)));

            refused("/metadata", new TurnDetails(TurnOptions.NONE, numbered(17), null));
        }

        @Test
        void keys_and_values_have_a_length() {
            answered(Asking.text("hi").with(new TurnDetails(TurnOptions.NONE, Map.of("k".repeat(64), ""), null)));

            refused("/metadata", new TurnDetails(TurnOptions.NONE, Map.of("k".repeat(65), ""), null));
            refused("/metadata", new TurnDetails(TurnOptions.NONE, Map.of("", "v"), null));
            refused("/metadata", new TurnDetails(TurnOptions.NONE, Map.of("k", "v".repeat(513)), null));
        }

        @ParameterizedTest
        @ValueSource(doubles = {-0.1, 2.1, Double.NaN, Double.POSITIVE_INFINITY})
        void a_temperature_is_from_zero_to_two(double temperature) {
            refused("/temperature", new TurnOptions(null, null, temperature, List.of(), true));
        }

        @Test
        void an_answer_has_at_least_one_token() {
            refused("/max_output_tokens", new TurnOptions(null, 0, null, List.of(), true));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "get weather", "wetter_ü", "a.b"})
        void a_function_has_a_name_that_every_provider_takes(String name) {
            refused("/tools/0/name", functions(new FunctionSpec(name, "", SCHEMA)));
        }

        @Test
        void a_function_is_not_called_like_another_one() {
            FunctionSpec twice = new FunctionSpec("twice", "", SCHEMA);

            refused("/tools/1/name", functions(twice, twice));
        }

        @Test
        void a_function_is_not_called_like_a_tool_of_ours() {
            Problem problem = refused("/tools/0/name", functions(new FunctionSpec("read_file", "", SCHEMA)));

            assertThat(problem.code()).isEqualTo("function_name_taken");
            assertThat(problem.detail()).contains("read_file");
        }

        private static TurnOptions functions(FunctionSpec... functions) {
            return new TurnOptions(null, null, null, List.of(functions), true);
        }

        private static Map<String, String> numbered(int count) {
            return IntStream.range(0, count).boxed().collect(Collectors.toMap(i -> "key" + i, i -> "value"));
        }

        private Problem refused(String pointer, TurnOptions options) {
            return refused(pointer, new TurnDetails(options, Map.of(), null));
        }

        /** Refused, and nothing of it is stored. */
        private Problem refused(String pointer, TurnDetails details) {
            Problem problem = refusal(() -> ask(Asking.text("hi").in("refused").with(details)));
            assertThat(problem.status()).isEqualTo(422);
            assertThat(problem.errors()).extracting(Problem.FieldError::pointer).containsExactly(pointer);
            assertThat(turns().current(ME, "refused").block(SOON)).isNull();
            return problem;
        }
    }

    private static Problem refusal(Runnable request) {
        Problem problem = catchThrowableOfType(Problem.class, request::run);
        assertThat(problem).as("a refusal").isNotNull();
        return problem;
    }
}
