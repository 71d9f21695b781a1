package dev.cowork.server.models.anthropic;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class AnthropicBodyTest {

    private static ObjectNode body(Item... items) {
        ModelRequest request = new ModelRequest("claude-x", "Be brief.", List.of(items), List.of(), null);
        return AnthropicBody.of(request, HistoryRepair.steps(request.items(), "family"), 200_000, Set.of());
    }

    private static JsonNode json(String json) {
        return JsonMapper.shared().readTree(json);
    }

    @Test
    void a_first_message_is_sent_whole() {
        assertThat(body(user("resp_1", "hello"))).isEqualTo(json("""
                {"model": "claude-x", "max_tokens": 32000, "stream": true,
                 "system": [{"type": "text", "text": "Be brief.", "cache_control": {"type": "ephemeral"}}],
                 "messages": [{"role": "user", "content": [
                   {"type": "text", "text": "hello", "cache_control": {"type": "ephemeral"}}]}]}"""));
    }

    @Test
    void a_round_of_calls_is_one_message_and_their_results_stand_first_in_the_next() {
        assertThat(body(
                                user("resp_1", "go"),
                                assistant("resp_1", "I look."),
                                call("resp_1", "a", "list_files", "{\"path\": \".\"}"),
                                call("resp_1", "b", "read_file", "{\"path\": dam"),
                                output("resp_1", "b", ""),
                                output("resp_1", "a", "one"),
                                output("resp_1", "nobody", "three"),
                                user("resp_1", "and now?"))
                        .path("messages"))
                .isEqualTo(json("""
                        [{"role": "user", "content": [
                           {"type": "text", "text": "go"}]},
                         {"role": "assistant", "content": [
                           {"type": "text", "text": "I look."},
                           {"type": "tool_use", "id": "a", "name": "list_files", "input": {"path": "."}},
                           {"type": "tool_use", "id": "b", "name": "read_file", "input": {}}]},
                         {"role": "user", "content": [
                           {"type": "tool_result", "tool_use_id": "a", "content": "one"},
                           {"type": "tool_result", "tool_use_id": "b"},
                           {"type": "text", "text": "and now?", "cache_control": {"type": "ephemeral"}}]}]""".replace("\"go\"}", "\"go\", \"cache_control\": {\"type\": \"ephemeral\"}}")));
    }

    @Test
    void roles_alternate_the_user_begins_and_nothing_is_blank() {
        JsonNode messages = body(
                        assistant("resp_0", "Welcome."),
                        user("resp_1", " "),
                        user("resp_2", "one"),
                        assistant("resp_2", "two"),
                        assistant("resp_2", "three"),
                        item("resp_3", Item.Type.MESSAGE, "system", null, "a note"),
                        user("resp_3", "four"))
                .path("messages");
        assertThat(messages.valueStream().map(message -> message.path("role").asString()))
                .containsExactly("user", "assistant", "user", "assistant", "user");
        assertThat(messages.findValuesAsString("text"))
                .containsExactly("(no text)", "Welcome.", "(no text)", "one", "two", "three", "a note", "four");
    }

    @Test
    void never_more_than_three_cache_points_are_set() {
        Item[] items = new Item[40];
        for (int i = 0; i < items.length; i += 2) {
            items[i] = user("resp_" + i, "question " + i);
            items[i + 1] = assistant("resp_" + i, "answer " + i);
        }
        assertThat(body(items).toString().split("cache_control", -1)).hasSize(1 + 3);
    }

    @Test
    void ids_of_other_providers_are_made_acceptable_and_stay_paired() {
        JsonNode messages = body(
                        user("resp_1", "go"),
                        call("resp_1", "call:1 ü", "x", "{}"),
                        output("resp_1", "call:1 ü", "done"))
                .path("messages");
        String id = messages.at("/1/content/0/id").asString();
        assertThat(id).matches("[A-Za-z0-9_-]{1,64}");
        assertThat(messages.at("/2/content/0/tool_use_id").asString()).isEqualTo(id);
    }

    @Test
    void tools_have_a_schema_with_a_type() {
        record Named(String name, String description, JsonNode parameters) implements ToolSpec {}
        List<ToolSpec> tools = List.of(
                new Named("one", "Does one.", json("{\"type\":\"object\",\"properties\":{}}")),
                new Named("two", "Does two.", json("{\"properties\":{}}")));
        ModelRequest request = new ModelRequest("claude-x", "", List.of(user("r", "x")), tools, null, 50, 0.5);
        ObjectNode body = AnthropicBody.of(request, HistoryRepair.steps(request.items(), "family"), 0, Set.of());
        assertThat(body.path("tools")).isEqualTo(json("""
                [{"name": "one", "description": "Does one.", "input_schema": {"type": "object", "properties": {}}},
                 {"name": "two", "description": "Does two.", "input_schema": {"properties": {}, "type": "object"}}]"""));
        assertThat(body.path("max_tokens").intValue()).isEqualTo(50);
        assertThat(body.path("temperature").doubleValue()).isEqualTo(0.5);
        assertThat(body.has("system")).isFalse();
    }

    @Test
    void pictures_and_pdfs_stand_before_the_text() {
        assertThat(body(item(
                                "r",
                                Item.Type.MESSAGE,
                                "user",
                                json(
                                        "[{\"type\":\"input_image\",\"image_url\":\"data:image/png;base64,iVBO\"},{\"type\":\"input_file\","
                                                + "\"filename\":\"a.pdf\",\"file_data\":\"data:application/pdf;base64,JVBE\"}]"),
                                "look"))
                        .at("/messages/0/content"))
                .isEqualTo(json("""
                        [{"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "iVBO"}},
                         {"type": "document", "source": {"type": "base64", "media_type": "application/pdf", "data": "JVBE"}},
                         {"type": "text", "text": "look", "cache_control": {"type": "ephemeral"}}]"""));
    }

    private static ObjectNode thinking(String model, String effort, Integer most, Item... items) {
        ModelRequest request = new ModelRequest(model, "", List.of(items), List.of(), effort, most, 0.5);
        return AnthropicBody.of(request, HistoryRepair.steps(request.items(), "family"), 200_000, Set.of());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "claude-sonnet-4-6 | high    | {'type':'adaptive','display':'summarized'} | high",
                "claude-opus-4-7   | minimal | {'type':'adaptive','display':'summarized'} | low",
                "anthropic/claude-opus-5-20270101 | max | {'type':'adaptive','display':'summarized'} | max",
                "claude-haiku-4-5-20251001 | low | {'type':'enabled','budget_tokens':4096} | -",
                "claude-opus-4-20250514 | MAX  | {'type':'enabled','budget_tokens':24576} | -",
                "glm-5             | medium  | {'type':'enabled','budget_tokens':8192} | -"
            })
    void a_model_is_asked_to_think_in_the_way_it_knows(String model, String effort, String asked, String told) {
        ObjectNode body = thinking(model, effort, null, user("r", "x"));
        assertThat(body.path("thinking")).isEqualTo(json(asked.replace('\'', '"')));
        assertThat(body.at("/output_config/effort").asString("-")).isEqualTo(told);
        assertThat(body.has("temperature")).as("thinking has its own").isFalse();
    }

    @Test
    void it_is_not_asked_to_think_when_nobody_said_so_or_when_there_is_no_room() {
        for (String effort : new String[] {null, "", "none"}) {
            ObjectNode body = thinking("claude-sonnet-4-6", effort, null, user("r", "x"));
            assertThat(body.has("thinking")).isFalse();
            assertThat(body.has("temperature")).isTrue();
        }
        assertThat(thinking("claude-haiku-4-5", "low", 2_000, user("r", "x")).has("thinking"))
                .isFalse();
        assertThat(thinking("claude-haiku-4-5", "low", 3_000, user("r", "x"))
                        .at("/thinking/budget_tokens")
                        .intValue())
                .isEqualTo(1_976);
    }

    @Test
    void in_the_middle_of_calls_that_began_without_it_thinking_is_not_begun() {
        Item[] calls = {user("r", "x"), call("r", "a", "t", "{}"), output("r", "a", "one")};
        assertThat(thinking("claude-haiku-4-5", "low", null, calls).has("thinking"))
                .isFalse();
        assertThat(thinking("claude-sonnet-4-6", "low", null, calls).has("thinking"))
                .isTrue();
    }

    @Test
    void signed_thoughts_go_back_as_they_were_unless_they_were_refused() {
        Item[] items = {
            user("r", "x"),
            sealed("r", "hm", Opaque.of("family", "{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"s\"}")),
            call("r", "a", "t", "{}"),
            output("r", "a", "one")
        };
        ObjectNode body = thinking("claude-haiku-4-5", "low", null, items);
        assertThat(body.at("/messages/1/content/0"))
                .isEqualTo(json("{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"s\"}"));
        assertThat(body.at("/messages/1/content/1/type").asString()).isEqualTo("tool_use");
        assertThat(body.has("thinking")).isTrue();
        ModelRequest request = new ModelRequest("claude-haiku-4-5", "", List.of(items), List.of(), "low");
        ObjectNode without = AnthropicBody.of(
                request, HistoryRepair.steps(request.items(), "family"), 200_000, Set.of(Concession.NO_REPLAY));
        assertThat(without.at("/messages/1/content/0/type").asString()).isEqualTo("tool_use");
        assertThat(without.has("thinking")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "claude-opus-4-8, 200000, 32000",
        "claude-3-5-haiku-20241022, 200000, 8192",
        "anthropic/claude-3-haiku, 200000, 4096",
        "qwen3-coder, 32768, 8192",
        "qwen3-coder, 0, 32000",
        "tiny, 2, 1"
    })
    void an_answer_is_as_long_as_the_model_can(String model, int window, int most) {
        assertThat(OutputLimit.of(model, window)).isEqualTo(most);
    }
}
