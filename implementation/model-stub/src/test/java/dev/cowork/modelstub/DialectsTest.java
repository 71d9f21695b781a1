package dev.cowork.modelstub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.modelstub.wire.Json;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is particular to each dialect. */
class DialectsTest {

    private static Talk talk;

    @BeforeAll
    static void start() throws Exception {
        talk = new Talk();
    }

    @AfterAll
    static void stop() {
        talk.close();
    }

    @Test
    void anthropicSendsItsEventsInTheirOrderAndNamesThem() throws Exception {
        ObjectNode request = Wire.ANTHROPIC.client().ask("!think A\n!say B\n!tool c {}");
        HttpResponse<String> response = talk.ask(Wire.ANTHROPIC, request);
        List<JsonNode> events = Talk.events(response.body());
        assertThat(types(events).stream().distinct())
                .containsExactly(
                        "message_start",
                        "ping",
                        "content_block_start",
                        "content_block_delta",
                        "content_block_stop",
                        "message_delta",
                        "message_stop");
        assertThat(response.body().lines().filter(line -> line.startsWith("event: ")))
                .containsExactlyElementsOf(
                        types(events).stream().map("event: "::concat).toList());
        assertThat(events.stream()
                        .filter(event -> Json.text(event, "type").equals("content_block_start"))
                        .map(event -> event.path("index").intValue()))
                .containsExactly(0, 1, 2);
        assertThat(response.headers().firstValue("request-id")).isPresent();
        assertThat(response.headers().firstValue("content-type")).hasValue("text/event-stream; charset=utf-8");
    }

    @Test
    void anthropicThinksOnlyWhenAskedToAndShowsItOnlyWhenWanted() throws Exception {
        ObjectNode request = Wire.ANTHROPIC.client().ask("!think Hidden thought\n!say B");
        ((ObjectNode) request.get("thinking")).put("display", "omitted");
        String omitted = talk.ask(Wire.ANTHROPIC, request).body();
        assertThat(omitted).contains("signature_delta").doesNotContain("\"thinking_delta\"");
        request.remove("thinking");
        assertThat(talk.ask(Wire.ANTHROPIC, request).body())
                .doesNotContain("signature")
                .doesNotContain("Hidden");
    }

    @Test
    void anthropicReadsFromTheCacheWhatWasMarkedBefore() throws Exception {
        String marked =
                "{'model':'cached','max_tokens':9,'system':[{'type':'text','text':'%s','cache_control':{'type':'ephemeral'}}],'messages':[{'role':'user','content':'%s'}]}"
                        .replace('\'', '"');
        JsonNode first = usage(talk.post("/v1/messages", marked.formatted("rules".repeat(40), "one")));
        assertThat(first.path("cache_creation_input_tokens").intValue()).isEqualTo(50);
        assertThat(first.path("cache_read_input_tokens").intValue()).isZero();
        JsonNode second = usage(talk.post("/v1/messages", marked.formatted("rules".repeat(40), "two")));
        assertThat(second.path("cache_read_input_tokens").intValue()).isEqualTo(50);
        assertThat(second.path("cache_creation_input_tokens").intValue()).isZero();
        assertThat(second.path("input_tokens").intValue()).isEqualTo(3);
        JsonNode other = usage(talk.post("/v1/messages", marked.formatted("Rules".repeat(40), "two")));
        assertThat(other.path("cache_read_input_tokens").intValue()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"19, 50", "20, 0"})
    void anthropicLooksAtTwentyBlocksBeforeACachePoint(int between, int read) throws Exception {
        String known = "{\"type\":\"text\",\"text\":\""
                + (between + "-known").repeat(25).substring(0, 194) + "\",\"cache_control\":{\"type\":\"ephemeral\"}}";
        String marked = "{\"type\":\"text\",\"text\":\"new\",\"cache_control\":{\"type\":\"ephemeral\"}}";
        String request = "{\"model\":\"far\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":[%s]}]}";
        talk.post("/v1/messages", request.formatted(known));
        String plain = known.replaceAll(",\"cache_control\".*", "}");
        String filler = ",{\"type\":\"text\",\"text\":\"and\"}".repeat(between - 1);
        JsonNode usage = usage(talk.post("/v1/messages", request.formatted(plain + filler + "," + marked)));
        assertThat(usage.path("cache_read_input_tokens").intValue()).isEqualTo(read);
    }

    @Test
    void anthropicCountsTokensWithoutAnswering() throws Exception {
        HttpResponse<String> response = talk.post(
                "/v1/messages/count_tokens",
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"12345678\"}]}");
        assertThat(Talk.json(response).path("input_tokens").intValue()).isEqualTo(4);
    }

    @Test
    void openAiCachesLongPrefixesInStepsWithoutBeingAsked() throws Exception {
        ObjectNode request = Wire.CHAT.client().ask("x".repeat(6000));
        request.put("model", "cached");
        assertThat(Wire.CHAT.client().usage(talk.events(Wire.CHAT, request)).cached())
                .isZero();
        Wire.Counted again = Wire.CHAT.client().usage(talk.events(Wire.CHAT, request));
        assertThat(again.cached()).isEqualTo(1408);
        assertThat(again.input()).isEqualTo(1502);
    }

    @Test
    void responsesNumbersItsEventsAndRepeatsTheirTypes() throws Exception {
        ObjectNode request = Wire.RESPONSES.client().ask("!think A\n!say B\n!tool c {}");
        HttpResponse<String> response = talk.ask(Wire.RESPONSES, request);
        List<JsonNode> events = Talk.events(response.body());
        assertThat(events.stream().map(event -> event.path("sequence_number").intValue()))
                .containsExactlyElementsOf(
                        IntStream.range(0, events.size()).boxed().toList());
        assertThat(response.body().lines().filter(line -> line.startsWith("event: ")))
                .containsExactlyElementsOf(
                        types(events).stream().map("event: "::concat).toList());
        assertThat(response.body()).doesNotContain("[DONE]");
        JsonNode done = events.stream()
                .filter(event -> Json.text(event, "type").equals("response.function_call_arguments.done"))
                .findFirst()
                .orElseThrow();
        assertThat(Json.text(done, "name")).isEqualTo("c");
        JsonNode whole = events.getLast().path("response");
        assertThat(whole.path("output").size()).isEqualTo(3);
    }

    @Test
    void responsesGoesOnFromAResponseThatItStored() throws Exception {
        String first = "{\"model\":\"m\",\"input\":\"!tool a {}\\n!say It said so.\"}";
        JsonNode one = Talk.json(talk.post("/v1/responses", first));
        ObjectNode next = Json.object().put("model", "m").put("previous_response_id", Json.text(one, "id"));
        next.putArray("input")
                .addObject()
                .put("type", "function_call_output")
                .put("call_id", Json.text(one.at("/output/0"), "call_id"))
                .put("output", "42");
        JsonNode two = Talk.json(talk.post("/v1/responses", next.toString()));
        assertThat(two.at("/output/0/content/0/text").asString("")).isEqualTo("It said so.");
    }

    @Test
    void chatReportsUsageOnlyWhenAskedAndEndsWithDone() throws Exception {
        ObjectNode request = Wire.CHAT.client().ask("!say B");
        String with = talk.ask(Wire.CHAT, request).body();
        assertThat(with).contains("\"choices\":[],\"usage\":{").endsWith("data: [DONE]\n\n");
        request.remove("stream_options");
        assertThat(talk.ask(Wire.CHAT, request).body()).doesNotContain("usage").endsWith("data: [DONE]\n\n");
    }

    @Test
    void googlesChatHasItsOwnErrorsAndWantsItsSignaturesBack() throws Exception {
        String path = "/gemini/v1beta/openai/chat/completions";
        JsonNode refused = Talk.json(talk.post(path, "{\"model\":\"m\",\"messages\":[]}"));
        assertThat(refused.at("/0/error/status").asString("")).isEqualTo("INVALID_ARGUMENT");

        ObjectNode request = Wire.CHAT.client().ask("!think Hm\n!tool a {}\n!say Done so");
        String stream = talk.post(path, request.toString()).body();
        List<JsonNode> events = Talk.events(stream);
        ObjectNode next = Wire.CHAT.client().goOn(request, events);
        HttpResponse<String> without = talk.post(path, next.toString());
        assertThat(without.statusCode()).isEqualTo(400);
        assertThat(without.body()).contains("thought_signature");
        JsonNode signed = events.stream()
                .map(event -> event.at("/choices/0/delta/tool_calls/0/extra_content"))
                .filter(JsonNode::isObject)
                .findFirst()
                .orElseThrow();
        ((ObjectNode) next.at("/messages/1/tool_calls/0")).set("extra_content", signed);
        assertThat(Wire.CHAT
                        .client()
                        .text(Talk.events(talk.post(path, next.toString()).body())))
                .isEqualTo("Done so");
    }

    @Test
    void deepSeeksChatWantsTheReasoningOfEachMessageBackWhereThereAreTools() throws Exception {
        String path = "/deepseek/v1/chat/completions";
        ObjectNode request = Wire.CHAT.client().ask("!think Hm\n!tool a {}\n!say Done so");
        ObjectNode next = Wire.CHAT
                .client()
                .goOn(request, Talk.events(talk.post(path, request.toString()).body()));
        assertThat(talk.post(path, next.toString()).statusCode()).isEqualTo(200);
        ObjectNode function =
                next.putArray("tools").addObject().put("type", "function").putObject("function");
        function.put("name", "a");
        HttpResponse<String> without = talk.post(path, next.toString());
        assertThat(without.statusCode()).isEqualTo(400);
        assertThat(without.body()).contains("`reasoning_content`");
        ((ObjectNode) next.at("/messages/1")).put("reasoning_content", "Hm");
        assertThat(Wire.CHAT
                        .client()
                        .text(Talk.events(talk.post(path, next.toString()).body())))
                .isEqualTo("Done so");
    }

    @Test
    void modelsAreListedInTheShapeOfWhoAsks() throws Exception {
        JsonNode chat = Talk.json(talk.get("/v1/models"));
        assertThat(chat.path("object").asString("")).isEqualTo("list");
        assertThat(chat.at("/data/0/id").asString("")).isEqualTo("stub-large");
        JsonNode anthropic = Talk.json(talk.get("/v1/models", "anthropic-version", "2023-06-01"));
        assertThat(anthropic.path("first_id").asString("")).isEqualTo("stub-large");
        assertThat(anthropic.at("/data/0/type").asString("")).isEqualTo("model");
        JsonNode one = Talk.json(talk.get("/gemini/v1beta/openai/models/any"));
        assertThat(one.path("id").asString("")).isEqualTo("any");
    }

    private static List<String> types(List<JsonNode> events) {
        return events.stream().map(event -> Json.text(event, "type")).toList();
    }

    private static JsonNode usage(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Talk.json(response).path("usage");
    }
}
