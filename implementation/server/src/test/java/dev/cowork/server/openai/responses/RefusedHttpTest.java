package dev.cowork.server.openai.responses;

import static dev.cowork.server.openai.responses.OpenAiCalls.BASE;
import static dev.cowork.server.openai.responses.OpenAiCalls.JSON;
import static dev.cowork.server.openai.responses.OpenAiCalls.ok;
import static dev.cowork.server.openai.responses.OpenAiCalls.say;
import static dev.cowork.server.openai.responses.OpenAiCalls.send;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Bug class: input that cannot be meant is taken, or refused in words that an official SDK cannot read. */
class RefusedHttpTest {

    @Nested
    class Refusals {

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                top_p                 | 0.5                          | unsupported_parameter
                include               | ["x"]                        | unsupported_parameter
                reasoning             | {"effort": "low"}            | unsupported_parameter
                odd/name~x            | 1                            | unsupported_parameter
                temperature           | 3                            | validation_failed
                temperature           | "warm"                       | validation_failed
                max_output_tokens     | 0                            | validation_failed
                store                 | "no"                         | validation_failed
                metadata              | {"a": 1}                     | validation_failed
                conversation          | "a b"                        | validation_failed
                input[0].content      | [{"role": "user"}]           | validation_failed
                input[0].role         | [{"role": "x", "content": "y"}] | validation_failed
                input[0].type         | [{"type": "item_reference", "id": "x"}] | validation_failed
                input[0].content[0].type | [{"role": "user", "content": [{"type": "input_file"}]}] | validation_failed
                input[0].content[0].type | [{"role": "assistant", "content": [{"type": "input_image", "image_url": "data:image/png;base64,iVBORw0KGgo="}]}] | validation_failed
                input[0].output[0].type | [{"type": "function_call_output", "call_id": "x", "output": [{"type": "input_image", "image_url": "data:image/png;base64,iVBORw0KGgo="}]}] | validation_failed
                input[0].content[0].image_url | [{"role": "user", "content": [{"type": "input_image", "image_url": "https://example.com/a.png"}]}] | validation_failed
                tools[0]              | [null]                       | validation_failed
                input[0]              | [null]                       | validation_failed
                tools[0].type         | [{"type": "web_search", "name": "x"}] | validation_failed
                tools[0].name         | [{"type": "function", "name": "a b"}] | validation_failed
                previous_response_id  | "resp_missing"               | previous_response_not_found
                """)
        void nameTheParameter(String param, String value, String code) throws Exception {
            String field = param.replaceAll("\\[.*", "");
            HttpResponse<String> answer = send(
                    "POST",
                    BASE,
                    field.equals("input")
                            ? "{\"input\":" + value + "}"
                            : "{\"input\":\"/say x\",\"" + field + "\":" + value + "}");

            JsonNode error = JSON.readTree(answer.body()).path("error");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(code.endsWith("not_found") ? 404 : 400);
            assertThat(error.path("code").asString()).isEqualTo(code);
            assertThat(error.path("param").asString()).startsWith(param);
            assertThat(error.path("type").asString()).isEqualTo("invalid_request_error");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"top_p", "model", "tools", "metadata", "conversation", "previous_response_id", "stream"})
        void doNotMeetNull(String parameter) throws Exception {
            ok("POST", BASE, "{\"input\":\"/say x\",\"" + parameter + "\":null}");
        }

        @Test
        void meetAnUnknownQueryParameterToo() throws Exception {
            String id = say("/say x").path("id").asString();

            HttpResponse<String> answer = send("GET", BASE + "/" + id + "?include_obfuscation=true", null);

            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(JSON.readTree(answer.body()).at("/error/param").asString())
                    .isEqualTo("include_obfuscation");
        }
    }
}
