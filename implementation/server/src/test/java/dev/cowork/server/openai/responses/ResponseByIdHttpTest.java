package dev.cowork.server.openai.responses;

import static dev.cowork.server.openai.responses.OpenAiCalls.BASE;
import static dev.cowork.server.openai.responses.OpenAiCalls.CLIENT;
import static dev.cowork.server.openai.responses.OpenAiCalls.JSON;
import static dev.cowork.server.openai.responses.OpenAiCalls.SERVER;
import static dev.cowork.server.openai.responses.OpenAiCalls.ok;
import static dev.cowork.server.openai.responses.OpenAiCalls.say;
import static dev.cowork.server.openai.responses.OpenAiCalls.send;
import static dev.cowork.server.openai.responses.OpenAiCalls.stream;
import static dev.cowork.server.openai.responses.OpenAiCalls.types;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Bug class: a response that reads otherwise later, by its id, than when it was made; a function call that cannot be gone on from. */
class ResponseByIdHttpTest {

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
}
