package dev.cowork.server.openai.responses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.testing.RunningServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Bug class: a response that an official SDK cannot read, and a parameter that is taken and not heeded. */
class ResponsesHttpTest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final RunningServer SERVER = RunningServer.shared();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String BASE = "/openai/v1/responses";

    private static HttpResponse<String> send(String method, String path, @Nullable String body, String... headers)
            throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(SERVER.url() + path)).timeout(Duration.ofSeconds(20));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.send(
                body == null
                        ? request.method(method, HttpRequest.BodyPublishers.noBody())
                                .build()
                        : request.header("Content-Type", "application/json")
                                .method(method, HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode ok(String method, String path, @Nullable String body) throws Exception {
        HttpResponse<String> answer = send(method, path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static JsonNode say(String text) throws Exception {
        return ok("POST", BASE, JSON.createObjectNode().put("input", text).toString());
    }

    private static List<JsonNode> frames(String text) {
        List<JsonNode> frames = new ArrayList<>();
        String event = "";
        for (String line : text.split("\n")) {
            if (line.startsWith("event: ")) {
                event = line.substring(7);
            } else if (line.startsWith("data: ")) {
                JsonNode frame = JSON.readTree(line.substring(6));
                assertThat(frame.path("type").asString()).isEqualTo(event);
                frames.add(frame);
            } else {
                assertThat(line).matches("|:.*");
            }
        }
        return frames;
    }

    private static List<JsonNode> stream(String body) throws Exception {
        HttpResponse<String> answer = send("POST", BASE, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return frames(answer.body());
    }

    private static List<String> types(List<JsonNode> frames) {
        return frames.stream().map(frame -> frame.path("type").asString()).toList();
    }

    private static String text(JsonNode response) {
        return response.path("output")
                .valueStream()
                .filter(item -> item.path("type").asString().equals("message"))
                .map(item -> item.at("/content/0/text").asString())
                .reduce("", String::concat);
    }

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

    @Nested
    class Functions {

        private static final String LOOK = "\"tools\":[{\"type\":\"function\",\"name\":\"look\"}]";

        @Test
        void aCallEndsTheResponseAndItsOutputGoesOn() throws Exception {
            List<JsonNode> frames =
                    stream("{\"input\":\"/tool look {\\\"at\\\":1}\\n/say after\",\"stream\":true," + LOOK + "}");

            assertThat(types(frames))
                    .containsSubsequence(
                            "response.output_item.added",
                            "response.function_call_arguments.delta",
                            "response.function_call_arguments.done",
                            "response.output_item.done",
                            "response.completed");
            JsonNode response = frames.getLast().path("response");
            JsonNode call = response.path("output").path(0);
            assertThat(call.path("type").asString()).isEqualTo("function_call");
            assertThat(call.path("arguments").asString()).isEqualTo("{\"at\":1}");

            JsonNode next = ok(
                    "POST",
                    BASE,
                    "{\"previous_response_id\":\"" + response.path("id").asString() + "\",\"input\":[{\"type\":"
                            + "\"function_call_output\",\"call_id\":\""
                            + call.path("call_id").asString() + "\",\"output\":\"seen\"}]," + LOOK + "}");
            assertThat(next.path("status").asString()).isEqualTo("completed");
            assertThat(next.path("previous_response_id")).isEqualTo(response.path("id"));
            assertThat(next.path("conversation")).isEqualTo(response.path("conversation"));
        }
    }

    @Nested
    class OneResponse {

        @Test
        void isCancelledWhileItRuns() throws Exception {
            HttpRequest post = HttpRequest.newBuilder(URI.create(SERVER.url() + BASE))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"input\":\"/emit 3\\n/slow 60000\",\"stream\":true}"))
                    .build();
            var lines = CLIENT.send(post, HttpResponse.BodyHandlers.ofLines())
                    .body()
                    .iterator();
            String first = lines.next();
            while (!first.startsWith("data: ")) {
                first = lines.next();
            }
            String id = JSON.readTree(first.substring(6)).at("/response/id").asString();

            JsonNode cancelled = ok("POST", BASE + "/" + id + "/cancel", null);

            assertThat(cancelled.path("status").asString()).isEqualTo("cancelled");
            List<String> rest = new ArrayList<>();
            lines.forEachRemaining(rest::add);
            assertThat(rest).contains("event: response.incomplete");
            assertThat(ok("GET", BASE + "/" + id, null).path("status").asString())
                    .isEqualTo("cancelled");
        }

        @Test
        void thatHasEndedStaysAsItIsWhenItIsCancelled() throws Exception {
            JsonNode response = say("/say over");

            assertThat(ok("POST", BASE + "/" + response.path("id").asString() + "/cancel", null))
                    .isEqualTo(response);
        }

        @Test
        void isDeletedAndThenNotThere() throws Exception {
            String id = say("/say gone").path("id").asString();

            JsonNode deleted = ok("DELETE", BASE + "/" + id, null);

            assertThat(deleted)
                    .isEqualTo(JSON.readTree("{\"id\":\"" + id + "\",\"object\":\"response\",\"deleted\":true}"));
            assertThat(send("GET", BASE + "/" + id, null).statusCode()).isEqualTo(404);
        }

        @Test
        void tellsWhatItWasAskedPageByPage() throws Exception {
            JsonNode response = ok("POST", BASE, """
                    {"input": [{"role": "user", "content": "one"}, {"role": "assistant", "content": "two"},
                               {"role": "user", "content": [{"type": "input_text", "text": "/say three"}]}]}""");
            String path = BASE + "/" + response.path("id").asString() + "/input_items";

            JsonNode newest = ok("GET", path + "?limit=2", null);
            JsonNode rest =
                    ok("GET", path + "?limit=2&after=" + newest.path("last_id").asString(), null);
            JsonNode oldest = ok("GET", path + "?order=asc", null);

            assertThat(texts(newest)).containsExactly("/say three", "two");
            assertThat(newest.path("has_more").asBoolean()).isTrue();
            assertThat(texts(rest)).containsExactly("one");
            assertThat(rest.path("has_more").asBoolean()).isFalse();
            assertThat(texts(oldest)).containsExactly("one", "two", "/say three");
            assertThat(oldest.at("/data/1/content/0/type").asString()).isEqualTo("output_text");
        }

        private static List<String> texts(JsonNode page) {
            return page.path("data")
                    .valueStream()
                    .map(item -> item.at("/content/0/text").asString())
                    .toList();
        }

        @ParameterizedTest
        @CsvSource({"GET, ''", "DELETE, ''", "POST, /cancel", "GET, /input_items", "GET, '?stream=true'"})
        void thatIsNotThereIs404(String method, String rest) throws Exception {
            HttpResponse<String> answer = send(method, BASE + "/resp_missing" + rest, null);

            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(JSON.readTree(answer.body()).at("/error/code").asString())
                    .isEqualTo("response_not_found");
        }
    }

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
