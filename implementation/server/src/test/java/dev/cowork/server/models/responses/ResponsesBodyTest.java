package dev.cowork.server.models.responses;

import static dev.cowork.server.models.TestItems.assistant;
import static dev.cowork.server.models.TestItems.call;
import static dev.cowork.server.models.TestItems.item;
import static dev.cowork.server.models.TestItems.output;
import static dev.cowork.server.models.TestItems.sealed;
import static dev.cowork.server.models.TestItems.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.agent.Item;
import dev.cowork.server.agent.ToolSpec;
import dev.cowork.server.models.ModelRequest;
import dev.cowork.server.models.history.HistoryRepair;
import dev.cowork.server.models.history.Opaque;
import dev.cowork.server.models.wire.Concession;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ResponsesBodyTest {

    private static ObjectNode body(String model, @Nullable String effort, Item... items) {
        ModelRequest request = new ModelRequest(model, "Be brief.", List.of(items), List.of(), effort);
        return ResponsesBody.of(request, HistoryRepair.steps(request.items(), "family"), Set.of());
    }

    private static JsonNode json(String json) {
        return JsonMapper.shared().readTree(json);
    }

    @Test
    void a_first_message_is_sent_whole_and_nothing_is_left_at_the_provider() {
        assertThat(body("local", null, user("resp_1", "hello"))).isEqualTo(json("""
                {"model": "local", "instructions": "Be brief.", "store": false, "stream": true,
                 "input": [{"type": "message", "role": "user", "content": [{"type": "input_text", "text": "hello"}]}]}"""));
    }

    @Test
    void a_round_of_calls_is_followed_by_its_outputs() {
        assertThat(body(
                                "local",
                                null,
                                user("resp_1", "go"),
                                assistant("resp_1", "I look."),
                                call("resp_1", "a", "list_files", "{}"),
                                call("resp_1", "b:ü", "read_file", "{\"path\": dam"),
                                output("resp_1", "b:ü", ""),
                                output("resp_1", "a", "one"),
                                assistant("resp_1", "Done."))
                        .path("input")
                        .valueStream()
                        .skip(1)
                        .map(item -> item.toString().replaceAll("call_[0-9a-f]{32}", "B")))
                .containsExactly(
                        "{\"type\":\"message\",\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\",\"text\":\"I look.\"}]}",
                        "{\"type\":\"function_call\",\"call_id\":\"a\",\"name\":\"list_files\",\"arguments\":\"{}\"}",
                        "{\"type\":\"function_call\",\"call_id\":\"B\",\"name\":\"read_file\",\"arguments\":\"{}\"}",
                        "{\"type\":\"function_call_output\",\"call_id\":\"a\",\"output\":\"one\"}",
                        "{\"type\":\"function_call_output\",\"call_id\":\"B\",\"output\":\"\"}",
                        "{\"type\":\"message\",\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\",\"text\":\"Done.\"}]}");
    }

    @Test
    void tools_and_limits_are_sent_in_this_dialects_words() {
        record Named(String name, String description, JsonNode parameters) implements ToolSpec {}
        List<ToolSpec> tools = List.of(new Named("one", "Does one.", json("{\"type\":\"object\"}")));
        ModelRequest request = new ModelRequest("local", "", List.of(user("r", "x")), tools, null, 5, 0.5);
        ObjectNode body = ResponsesBody.of(request, HistoryRepair.steps(request.items(), "family"), Set.of());
        assertThat(body.path("tools")).isEqualTo(json("""
                [{"type": "function", "name": "one", "description": "Does one.", "strict": false,
                  "parameters": {"type": "object"}}]"""));
        assertThat(body.path("max_output_tokens").intValue()).isEqualTo(16);
        assertThat(body.path("temperature").doubleValue()).isEqualTo(0.5);
        assertThat(body.has("instructions")).isFalse();
    }

    @Test
    void pictures_and_pdfs_are_parts_of_the_message() {
        assertThat(body(
                                "local",
                                null,
                                item(
                                        "r",
                                        Item.Type.MESSAGE,
                                        "user",
                                        json(
                                                "[{\"type\":\"input_image\",\"image_url\":\"data:image/png;base64,iVBO\"},{\"type\":\"input_file\","
                                                        + "\"filename\":\"a.pdf\",\"file_data\":\"data:application/pdf;base64,JVBE\"}]"),
                                        ""))
                        .at("/input/0/content"))
                .isEqualTo(json("""
                        [{"type": "input_image", "image_url": "data:image/png;base64,iVBO"},
                         {"type": "input_file", "filename": "a.pdf", "file_data": "data:application/pdf;base64,JVBE"}]"""));
    }

    @Test
    void encrypted_reasoning_is_asked_for_and_goes_back_before_what_it_led_to() {
        Item[] items = {
            user("r", "x"),
            sealed("r", "hm", Opaque.of("family", "{\"type\":\"reasoning\",\"encrypted_content\":\"e\"}")),
            call("r", "a", "t", "{}"),
            output("r", "a", "one")
        };
        ObjectNode body = body("gpt-5.5", null, items);
        assertThat(body.path("include")).isEqualTo(json("[\"reasoning.encrypted_content\"]"));
        assertThat(body.at("/input/1")).isEqualTo(json("{\"type\":\"reasoning\",\"encrypted_content\":\"e\"}"));
        assertThat(body.at("/input/2/type").asString()).isEqualTo("function_call");
        ModelRequest request = new ModelRequest("gpt-5.5", "", List.of(items), List.of(), null);
        ObjectNode without = ResponsesBody.of(
                request,
                HistoryRepair.steps(request.items(), "family"),
                Set.of(Concession.NO_REPLAY, Concession.NO_SUMMARY));
        assertThat(without.has("include")).isFalse();
        assertThat(without.path("reasoning").isEmpty()).isTrue();
        assertThat(without.at("/input/1/type").asString()).isEqualTo("function_call");
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-5.5, true",
        "gpt-5.5-mini, true",
        "o3, true",
        "o4-mini, true",
        "openai/gpt-6, true",
        "gpt-5-chat-latest, false",
        "gpt-4.1, false",
        "olmo-2, false",
        "local, false"
    })
    void models_that_think_are_asked_for_a_summary(String model, boolean thinks) {
        assertThat(body(model, null, user("r", "x")).at("/reasoning/summary").asString("none"))
                .isEqualTo(thinks ? "auto" : "none");
        assertThat(body(model, "low", user("r", "x")).path("reasoning"))
                .isEqualTo(json("{\"summary\":\"auto\",\"effort\":\"low\"}"));
    }
}
