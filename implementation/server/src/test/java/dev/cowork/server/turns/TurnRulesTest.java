package dev.cowork.server.turns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cowork.server.agent.FunctionSpec;
import dev.cowork.server.agent.TurnOptions;
import dev.cowork.server.platform.problems.Problem;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.StringNode;

class TurnRulesTest {

    private static final JsonNode SCHEMA = JsonMapper.shared().readTree("{\"type\":\"object\"}");
    private static final TurnInput HI = TurnInput.message("user", StringNode.valueOf("hi"), "hi");

    private static StartTurn request(List<TurnInput> input, TurnDetails details) {
        return new StartTurn("local", null, null, null, null, input, null, null, null, null, details, true, null, "");
    }

    private static void accepted(StartTurn request) {
        assertThatCode(() -> TurnRules.check(request, "read_file"::equals)).doesNotThrowAnyException();
    }

    private static Problem refused(String pointer, StartTurn request) {
        Problem problem = catchThrowableOfType(Problem.class, () -> TurnRules.check(request, "read_file"::equals));
        assertThat(problem).as("a refusal").isNotNull();
        assertThat(problem.status()).isEqualTo(422);
        assertThat(problem.errors()).extracting(Problem.FieldError::pointer).containsExactly(pointer);
        return problem;
    }

    @Nested
    class Metadata {

        private static StartTurn with(Map<String, String> metadata) {
            return request(List.of(HI), new TurnDetails(TurnOptions.NONE, metadata, null));
        }

        private static Map<String, String> numbered(int count) {
            return IntStream.range(0, count).boxed().collect(Collectors.toMap(i -> "key" + i, i -> "value"));
        }

        @Test
        void has_up_to_sixteen_pairs() {
            accepted(with(numbered(16)));
            refused("/metadata", with(numbered(17)));
        }

        @Test
        void has_keys_of_up_to_64_characters() {
            accepted(with(Map.of("k".repeat(64), "")));
            refused("/metadata", with(Map.of("k".repeat(65), "")));
            refused("/metadata", with(Map.of("", "v")));
        }

        @Test
        void has_values_of_up_to_512_characters() {
            accepted(with(Map.of("k", "v".repeat(512))));
            refused("/metadata", with(Map.of("k", "v".repeat(513))));
        }
    }

    @Nested
    class Options {

        private static StartTurn with(
                @Nullable String instructions, @Nullable Integer most, @Nullable Double temperature) {
            TurnOptions options = new TurnOptions(instructions, most, temperature, List.of(), true);
            return request(List.of(HI), new TurnDetails(options, Map.of(), null));
        }

        @ParameterizedTest
        @ValueSource(doubles = {-0.1, 2.1, Double.NaN, Double.POSITIVE_INFINITY})
        void have_no_temperature_below_zero_or_above_two(double temperature) {
            refused("/temperature", with(null, null, temperature));
        }

        @ParameterizedTest
        @ValueSource(doubles = {0, 0.7, 2})
        void have_a_temperature_from_zero_to_two(double temperature) {
            accepted(with(null, null, temperature));
        }

        @Test
        void let_an_answer_have_one_token_at_least() {
            accepted(with(null, 1, null));
            refused("/max_output_tokens", with(null, 0, null));
        }

        @Test
        void have_instructions_that_end() {
            accepted(with("x".repeat(TurnRules.MAX_INSTRUCTIONS), null, null));
            refused("/instructions", with("x".repeat(TurnRules.MAX_INSTRUCTIONS + 1), null, null));
        }
    }

    @Nested
    class Functions {

        private static StartTurn with(List<FunctionSpec> functions) {
            TurnOptions options = new TurnOptions(null, null, null, functions, true);
            return request(List.of(HI), new TurnDetails(options, Map.of(), null));
        }

        private static FunctionSpec named(String name) {
            return new FunctionSpec(name, "", SCHEMA);
        }

        private static List<FunctionSpec> numbered(int count) {
            return IntStream.range(0, count).mapToObj(i -> named("f" + i)).toList();
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "get weather", "wetter_ü", "a.b", "a\n"})
        void have_names_that_every_provider_takes(String name) {
            refused("/tools/0/name", with(List.of(named(name))));
        }

        @Test
        void have_names_of_up_to_64_characters() {
            accepted(with(List.of(named("n".repeat(64)))));
            refused("/tools/0/name", with(List.of(named("n".repeat(65)))));
        }

        @Test
        void have_names_of_their_own() {
            accepted(with(List.of(named("one"), named("two"))));
            refused("/tools/1/name", with(List.of(named("one"), named("one"))));
        }

        @Test
        void are_not_called_like_a_tool_of_ours() {
            Problem problem = refused("/tools/0/name", with(List.of(named("read_file"))));

            assertThat(problem.code()).isEqualTo("function_name_taken");
            assertThat(problem.detail()).contains("read_file");
        }

        @Test
        void have_a_schema_that_is_an_object() {
            FunctionSpec wrong = new FunctionSpec("one", "", StringNode.valueOf("object"));

            refused("/tools/0/parameters", with(List.of(wrong)));
        }

        @Test
        void are_128_at_most_and_together_not_too_long() {
            FunctionSpec talkative = new FunctionSpec("one", "x".repeat(TurnRules.MAX_FUNCTION_TEXT), SCHEMA);

            accepted(with(numbered(128)));
            refused("/tools", with(numbered(129)));
            refused("/tools", with(List.of(talkative)));
        }
    }

    @Nested
    class Input {

        private static StartTurn with(List<TurnInput> input) {
            return request(input, TurnDetails.NONE);
        }

        @Test
        void has_one_to_five_hundred_items() {
            accepted(with(Collections.nCopies(500, HI)));
            refused("/input", with(Collections.nCopies(501, HI)));
            refused("/input", with(List.of()));
        }

        @Test
        void names_the_call_of_each_output() {
            refused("/input/1/call_id", with(List.of(HI, TurnInput.output(" ", "sunny"))));
            refused("/input/0/call_id", with(List.of(TurnInput.call("c".repeat(257), "f", "{}"))));
        }
    }
}
