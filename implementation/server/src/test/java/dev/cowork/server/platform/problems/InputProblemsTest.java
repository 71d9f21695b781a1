package dev.cowork.server.platform.problems;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import tools.jackson.databind.JsonNode;

class InputProblemsTest extends ProblemFixture {

    @Nested
    class Input {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{",
                    "{\"count\":}",
                    "nonsense",
                    "{\"count\":1} x",
                    "{'count':1}",
                    "{\"count\":01}",
                    "\u0000",
                    "{\"display_name\":\"a\u0000b\"}"
                })
        void that_is_no_json_is_400(String body) {
            JsonNode problem = post(body, 400);

            assertThat(problem.get("code").asString()).isEqualTo("malformed_json");
        }

        @Test
        void that_is_nested_too_deeply_is_400() {
            JsonNode problem = post("{\"any\":" + "[".repeat(5000) + "]".repeat(5000) + "}", 400);

            assertThat(problem.get("code").asString()).isEqualTo("malformed_json");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "{\"display_name\":\"ok\",\"count\":\"many\"} | #/count",
                    "{\"display_name\":\"ok\",\"count\":\"1\"} | #/count",
                    "{\"display_name\":\"ok\",\"count\":1.5} | #/count",
                    "{\"display_name\":\"ok\",\"count\":true} | #/count",
                    "{\"display_name\":\"ok\",\"count\":99999999999999} | #/count",
                    "{\"display_name\":7} | #/display_name",
                    "{\"display_name\":true} | #/display_name",
                    "{\"display_name\":{}} | #/display_name",
                    "{\"display_name\":\"ok\",\"parts\":{}} | #/parts",
                    "{\"display_name\":\"ok\",\"parts\":[{\"media_type\":1}]} | #/parts/0/media_type",
                    "{\"display_name\":\"ok\",\"kind\":\"third\"} | #/kind",
                    "{\"display_name\":\"ok\",\"kind\":0} | #/kind",
                    "[] | #",
                    "\"text\" | #",
                    "7 | #",
                    // constraints
                    "{} | #/display_name",
                    "{\"display_name\":null} | #/display_name",
                    "{\"display_name\":\"far too long\"} | #/display_name",
                    "{\"display_name\":\"ok\",\"parts\":[{\"media_type\":\"a\"},{\"media_type\":\"\"}]} | #/parts/1/media_type"
                })
        void that_says_something_else_than_expected_is_422_with_its_place(String body, String pointer) {
            JsonNode problem = post(body, 422);

            assertThat(problem.get("code").asString()).isEqualTo("validation_failed");
            assertThat(problem.get("errors").get(0).get("pointer").asString()).isEqualTo(pointer);
            assertThat(problem.get("detail").asString()).endsWith(".").doesNotContain("dev.cowork", "java.", "Jackson");
        }

        @Test
        void that_has_many_faults_is_answered_with_all_in_the_order_of_their_places() {
            String parts = "{\"media_type\":\"\"},".repeat(8) + "{\"media_type\":\"\"}";

            JsonNode problem = post("{\"display_name\":\"far too long\",\"parts\":[" + parts + "]}", 422);

            List<String> pointers = problem.get("errors")
                    .valueStream()
                    .map(error -> error.get("pointer").asString())
                    .toList();
            assertThat(pointers).hasSize(10).startsWith("#/display_name").isSorted();
            assertThat(problem.get("detail"))
                    .isEqualTo(problem.get("errors").get(0).get("detail"));
        }

        @Test
        void that_is_missing_is_422() {
            assertThat(post("", 422).get("detail").asString()).isEqualTo("The request body is missing.");
        }

        @Test
        void with_unknown_fields_is_fine() {
            post("{\"display_name\":\"ok\",\"new_field\":{\"a\":[1]},\"kind\":\"first-one\"}", 200);
        }

        @ParameterizedTest
        @CsvSource({
            "/test/query, limit",
            "/test/query?limit=, limit",
            "/test/query?limit=x, limit",
            "/test/query?limit=101, limit",
            "/test/query?limit=1&kind=third, kind",
            "/test/path/x, no"
        })
        void in_the_address_is_422_with_the_name_of_the_parameter(String uri, String parameter) {
            EntityExchangeResult<byte[]> result = get(uri).returnResult();

            assertThat(result.getStatus().value()).isEqualTo(422);
            assertThat(json(result).get("errors").get(0).get("parameter").asString())
                    .isEqualTo(parameter);
        }

        @Test
        void in_the_address_takes_enums_by_their_wire_value() {
            assertThat(get("/test/query?limit=100&kind=first-one")
                            .returnResult()
                            .getStatus()
                            .value())
                    .isEqualTo(200);
        }
    }
}
