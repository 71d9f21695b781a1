package dev.cowork.server.openai.responses;

import static dev.cowork.server.openai.responses.OpenAiCalls.BASE;
import static dev.cowork.server.openai.responses.OpenAiCalls.JSON;
import static dev.cowork.server.openai.responses.OpenAiCalls.frames;
import static dev.cowork.server.openai.responses.OpenAiCalls.ok;
import static dev.cowork.server.openai.responses.OpenAiCalls.say;
import static dev.cowork.server.openai.responses.OpenAiCalls.send;
import static dev.cowork.server.openai.responses.OpenAiCalls.stream;
import static dev.cowork.server.openai.responses.OpenAiCalls.text;
import static dev.cowork.server.openai.responses.OpenAiCalls.types;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Bug class: a response that an official SDK cannot read, and a parameter that is taken and not heeded. */
class ResponsesHttpTest {

    @Nested
    class Whole {

        @Test
        void aTextIsAnsweredByAnOfficialObject() throws Exception {
            JsonNode response = say("/say Hello");

            assertThat(response.path("object").asString()).isEqualTo("response");
            assertThat(response.path("status").asString()).isEqualTo("completed");
            assertThat(response.path("created_at").isIntegralNumber()).isTrue();
            assertThat(response.path("completed_at").isIntegralNumber()).isTrue();
            assertThat(response.at("/conversation/id").asString()).isNotEmpty();
            assertThat(response.at("/output/0/content/0/type").asString()).isEqualTo("output_text");
            assertThat(text(response)).startsWith("Hello");
        }

        @Test
        void itIsReadAgainAsItWas() throws Exception {
            JsonNode response = say("/say Again");

            assertThat(ok("GET", BASE + "/" + response.path("id").asString(), null))
                    .isEqualTo(response);
        }

        @Test
        void whatTheRequestSaidComesBack() throws Exception {
            JsonNode response = ok("POST", BASE, """
                    {"input": [{"role": "developer", "content": "Be short."},
                               {"role": "user", "content": [{"type": "input_text", "text": "/say Yes"}]}],
                     "instructions": "One word.", "max_output_tokens": 50, "temperature": 0.5,
                     "metadata": {"topic": "test"}, "store": false,
                     "tools": [{"type": "function", "name": "look", "parameters": {"type": "object"}, "strict": true}]}""");

            assertThat(response.path("instructions").asString()).isEqualTo("One word.");
            assertThat(response.path("max_output_tokens").asInt()).isEqualTo(50);
            assertThat(response.path("temperature").asDouble()).isEqualTo(0.5);
            assertThat(response.path("metadata")).isEqualTo(JSON.readTree("{\"topic\":\"test\"}"));
            assertThat(response.path("store").asBoolean()).isFalse();
            assertThat(response.path("tools"))
                    .isEqualTo(JSON.readTree("[{\"type\":\"function\",\"name\":\"look\",\"description\":null,"
                            + "\"parameters\":{\"type\":\"object\"},\"strict\":true}]"));
        }

        @Test
        void aPictureInsideTheMessageIsTakenAndGivenBack() throws Exception {
            String picture =
                    "{\"type\":\"input_image\",\"image_url\":\"data:image/png;base64,iVBORw0KGgo=\",\"detail\":\"low\"}";
            JsonNode response = ok(
                    "POST",
                    BASE,
                    "{\"input\":[{\"role\":\"user\",\"content\":["
                            + "{\"type\":\"input_text\",\"text\":\"/say seen\",\"more\":1}," + picture + "]}]}");

            assertThat(text(response)).startsWith("seen");
            assertThat(ok("GET", BASE + "/" + response.path("id").asString() + "/input_items", null)
                            .at("/data/0/content"))
                    .isEqualTo(JSON.readTree("[{\"type\":\"input_text\",\"text\":\"/say seen\"}," + picture + "]"));
        }

        @Test
        void oneThatIsNotToBeStoredIsInNoListAndCanBeReadByItsId() throws Exception {
            JsonNode response = ok("POST", BASE, "{\"input\":\"/say quiet\",\"store\":false}");

            String conversation = response.at("/conversation/id").asString();
            assertThat(ok("GET", "/api/v1/conversations?limit=200", null).toString())
                    .doesNotContain(conversation);
            assertThat(ok("GET", BASE + "/" + response.path("id").asString(), null))
                    .isEqualTo(response);
        }

        @Test
        void anAnswerThatReachesItsLimitIsIncomplete() throws Exception {
            JsonNode response = ok("POST", BASE, "{\"input\":\"/emit 50\",\"max_output_tokens\":5}");

            assertThat(response.path("status").asString()).isEqualTo("incomplete");
            assertThat(response.at("/incomplete_details/reason").asString()).isEqualTo("max_output_tokens");
        }

        @Test
        void aRepeatedRequestWithAKeyJoinsTheFirst() throws Exception {
            String[] key = {"Idempotency-Key", "openai-key"};
            HttpResponse<String> first = send("POST", BASE, "{\"input\":\"/say once\"}", key);
            HttpResponse<String> again = send("POST", BASE, "{\"input\":\"/say once\"}", key);
            HttpResponse<String> other = send("POST", BASE, "{\"input\":\"/say twice\"}", key);

            assertThat(again.body()).isEqualTo(first.body());
            assertThat(other.statusCode()).isEqualTo(422);
            assertThat(JSON.readTree(other.body()).at("/error/code").asString()).isEqualTo("idempotency_key_reused");
        }

        @ParameterizedTest
        @ValueSource(strings = {BASE, "/v1/responses", "/api/v1/responses"})
        void aLargeMessageOfAnSdkIsReadAndJudgedWhereverItComes(String path) throws Exception {
            String large = "{\"input\":\"" + "a".repeat(6 << 20) + "\"}";

            HttpResponse<String> answer = send("POST", path, large, "X-Stainless-Lang", "js");

            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(JSON.readTree(answer.body()).at("/error/param").asString())
                    .isEqualTo("input");
        }

        @Test
        void aConversationGoesOnFromEitherContract() throws Exception {
            ok("POST", BASE, "{\"input\":\"/say one\",\"conversation\":\"openai-both\"}");
            ok("POST", BASE, "{\"input\":\"/say two\",\"conversation\":{\"id\":\"openai-both\"}}");

            JsonNode items = ok("GET", "/api/v1/conversations/openai-both/items", null);
            assertThat(items.valueStream().map(item -> item.path("text").asString("")))
                    .hasSize(4);
        }

        @Test
        void aFailedResponseSaysWhyInOfficialWords() throws Exception {
            JsonNode response = say("/fail rate_limited");

            assertThat(response.path("status").asString()).isEqualTo("failed");
            assertThat(response.at("/error/code").asString()).isEqualTo("rate_limit_exceeded");
        }
    }

    @Nested
    class Streamed {

        @Test
        void aTextHasOfficialFramesInOfficialOrder() throws Exception {
            List<JsonNode> frames = stream("{\"input\":\"/say Hello\",\"stream\":true}");

            assertThat(types(frames))
                    .containsSubsequence(
                            "response.created",
                            "response.in_progress",
                            "response.output_item.added",
                            "response.content_part.added",
                            "response.output_text.delta",
                            "response.output_text.done",
                            "response.content_part.done",
                            "response.output_item.done",
                            "response.completed")
                    .doesNotContain("response.cancelled", "thought.progress");
            assertThat(text(frames.getLast().path("response"))).startsWith("Hello");
        }

        @Test
        void aToolOfTheAgentIsAnMcpCallThatNeedsNoAnswer() throws Exception {
            List<JsonNode> frames = stream(JSON.createObjectNode()
                    .put("input", "/tool list_files {}\n/say done")
                    .put("stream", true)
                    .toString());

            assertThat(types(frames))
                    .containsSubsequence(
                            "response.output_item.added",
                            "response.mcp_call.in_progress",
                            "response.mcp_call_arguments.delta",
                            "response.mcp_call_arguments.done",
                            "response.mcp_call.completed",
                            "response.output_item.done");
            JsonNode call = frames.getLast()
                    .at("/response/output")
                    .valueStream()
                    .filter(item -> item.path("type").asString().equals("mcp_call"))
                    .findFirst()
                    .orElseThrow();
            assertThat(call.path("name").asString()).isEqualTo("list_files");
            assertThat(call.path("output").isString()).isTrue();
        }

        @Test
        void itIsReadFromAnyFrameOnAfterItsEnd() throws Exception {
            List<JsonNode> frames = stream("{\"input\":\"/emit 5\",\"stream\":true}");
            String id = frames.getFirst().at("/response/id").asString();

            for (int i = 0; i < frames.size(); i++) {
                String query = "?stream=true&starting_after="
                        + frames.get(i).path("sequence_number").asLong();
                assertThat(frames(send("GET", BASE + "/" + id + query, null).body()))
                        .isEqualTo(frames.subList(i + 1, frames.size()));
            }
        }
    }
}
