package dev.cowork.modelstub;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Requests that the real servers refuse. */
class RefusalsTest {

    private static Talk talk;

    @BeforeAll
    static void start() throws Exception {
        talk = new Talk();
    }

    @AfterAll
    static void stop() {
        talk.close();
    }

    @ParameterizedTest
    @EnumSource
    void aBodyThatIsNoJsonObjectIsRefusedInTheDialectsShape(Wire wire) throws Exception {
        assertRefused(wire, talk.post(wire.path(), "{\"model\": "), "JSON");
        assertRefused(wire, talk.post(wire.path(), "[]"), "JSON");
    }

    @ParameterizedTest
    @EnumSource
    void aMissingModelIsRefused(Wire wire) throws Exception {
        ObjectNode request = wire.client().ask("hello");
        request.remove("model");
        assertRefused(wire, talk.ask(wire, request), "model");
    }

    @ParameterizedTest
    @EnumSource
    void aRequestWithoutMessagesIsRefused(Wire wire) throws Exception {
        ObjectNode request = wire.client().ask("hello");
        request.remove("messages");
        request.remove("input");
        assertRefused(wire, talk.ask(wire, request), wire == Wire.RESPONSES ? "input" : "messages");
    }

    @ParameterizedTest
    @EnumSource
    void aCallWithoutItsResultIsRefused(Wire wire) throws Exception {
        ObjectNode request = wire.client().ask("!parallel\n!tool a {}\n!tool b {}");
        ObjectNode next = wire.client().goOn(request, talk.events(wire, request));
        ArrayNode messages = (ArrayNode) next.get(wire == Wire.RESPONSES ? "input" : "messages");
        if (wire == Wire.ANTHROPIC) {
            ((ArrayNode) messages.get(2).get("content")).remove(1);
        } else {
            messages.remove(messages.size() - 1);
        }
        assertRefused(wire, talk.ask(wire, next), "tool");
    }

    @ParameterizedTest
    @EnumSource
    void aResultWithoutItsCallIsRefused(Wire wire) throws Exception {
        ObjectNode request = wire.client().ask("!tool a {}");
        ObjectNode next = wire.client().goOn(request, talk.events(wire, request));
        ArrayNode messages = (ArrayNode) next.get(wire == Wire.RESPONSES ? "input" : "messages");
        if (wire == Wire.ANTHROPIC) {
            ObjectNode text = (ObjectNode) messages.get(1);
            text.put("content", "I called nothing");
        } else {
            messages.remove(1);
        }
        assertRefused(wire, talk.ask(wire, next), "tool");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[{'role':'assistant','content':'hi'},{'role':'user','content':'x'}] | first message",
                "[{'role':'user','content':'a'},{'role':'user','content':'b'}] | alternate",
                "[{'role':'user','content':'a'},{'role':'assistant','content':'b'},{'role':'assistant','content':'c'}] | alternate",
                "[{'role':'system','content':'a'},{'role':'user','content':'b'}] | top-level `system`",
                "[{'role':'user','content':''}] | non-empty",
                "[{'role':'user','content':[{'type':'text','text':' '}]}] | non-whitespace",
                "[{'role':'user'}] | content: Field required",
                "[] | at least one message"
            })
    void anthropicRefusesMessagesInAWrongOrderOrWithoutContent(String messages, String reason) throws Exception {
        ObjectNode request = Wire.ANTHROPIC.client().ask("hello");
        request.set("messages", Talk.json(messages.replace('\'', '"')));
        assertRefused(Wire.ANTHROPIC, talk.ask(Wire.ANTHROPIC, request), reason);
    }

    @Test
    void anthropicNeedsMaxTokensAVersionAndABudgetThatFits() throws Exception {
        ObjectNode request = Wire.ANTHROPIC.client().ask("hello");
        request.remove("max_tokens");
        assertRefused(Wire.ANTHROPIC, talk.ask(Wire.ANTHROPIC, request), "max_tokens: Field required");
        request.put("max_tokens", 2000)
                .putObject("thinking")
                .put("type", "enabled")
                .put("budget_tokens", 2000);
        assertRefused(Wire.ANTHROPIC, talk.ask(Wire.ANTHROPIC, request), "must be greater than");
        ObjectNode foreign = Wire.ANTHROPIC.client().ask("hello").put("parallel_tool_calls", true);
        assertRefused(Wire.ANTHROPIC, talk.ask(Wire.ANTHROPIC, foreign), "parallel_tool_calls: Extra inputs");
        String noVersion = "POST /v1/messages HTTP/1.1\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}";
        try (var socket = new java.net.Socket(
                "127.0.0.1", java.net.URI.create(talk.stub().baseUrl()).getPort())) {
            socket.getOutputStream().write(noVersion.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                    .contains("anthropic-version: header is required");
        }
    }

    @Test
    void anthropicRefusesThinkingThatWasChangedAndThinkingThatWasLeftOut() throws Exception {
        ObjectNode request = Wire.ANTHROPIC.client().ask("!think Because\n!tool a {}");
        ObjectNode good = Wire.ANTHROPIC.client().goOn(request, talk.events(Wire.ANTHROPIC, request));
        assertThat(talk.ask(Wire.ANTHROPIC, good).statusCode()).isEqualTo(200);

        ObjectNode changed = good.deepCopy();
        ((ObjectNode) changed.at("/messages/1/content/0")).put("thinking", "Because.");
        assertRefused(Wire.ANTHROPIC, talk.ask(Wire.ANTHROPIC, changed), "Invalid `signature` in `thinking` block");
        ObjectNode otherSignature = good.deepCopy();
        ((ObjectNode) otherSignature.at("/messages/1/content/0")).put("signature", "AAAA");
        assertRefused(Wire.ANTHROPIC, talk.ask(Wire.ANTHROPIC, otherSignature), "messages.1.content.0: Invalid");
        ObjectNode leftOut = good.deepCopy();
        ((ArrayNode) leftOut.at("/messages/1/content")).remove(0);
        assertRefused(Wire.ANTHROPIC, talk.ask(Wire.ANTHROPIC, leftOut), "Expected `thinking`");
    }

    @Test
    void responsesRefusesReasoningThatWasChangedAndReasoningThatWasLeftOut() throws Exception {
        ObjectNode request = Wire.RESPONSES.client().ask("!think Because\n!tool a {}");
        ObjectNode good = Wire.RESPONSES.client().goOn(request, talk.events(Wire.RESPONSES, request));
        assertThat(talk.ask(Wire.RESPONSES, good).statusCode()).isEqualTo(200);

        ObjectNode changed = good.deepCopy();
        ((ObjectNode) changed.at("/input/1")).put("encrypted_content", "AAAA");
        HttpResponse<String> response = talk.ask(Wire.RESPONSES, changed);
        assertRefused(Wire.RESPONSES, response, "could not be verified");
        assertThat(Talk.json(response).at("/error/code").asString("")).isEqualTo("invalid_encrypted_content");
        ObjectNode leftOut = good.deepCopy();
        ((ArrayNode) leftOut.get("input")).remove(1);
        assertRefused(Wire.RESPONSES, talk.ask(Wire.RESPONSES, leftOut), "without its required 'reasoning' item");
        ObjectNode unencrypted = good.deepCopy();
        ((ObjectNode) unencrypted.at("/input/1")).remove("encrypted_content");
        assertThat(talk.ask(Wire.RESPONSES, unencrypted).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'model':'m','messages':[]} | Unsupported parameter: 'messages'",
                "{'model':'m','input':'x','max_tokens':5} | Unsupported parameter: 'max_tokens'",
                "{'model':'m','input':'x','max_output_tokens':5} | below minimum",
                "{'model':'m','input':[{'role':'user','content':[{'type':'text','text':'a'}]}]} | input_text",
                "{'model':'m','input':[{'role':'assistant','content':[{'type':'input_text','text':'a'}]}]} | output_text",
                "{'model':'m','input':[{'role':'tool','content':'a'}]} | Invalid value: 'tool'",
                "{'model':'m','input':'x','tools':[{'type':'function','function':{'name':'a'}}]} | tools[0].name",
                "{'model':'m','previous_response_id':'resp_none','input':'x'} | resp_none"
            })
    void responsesRefusesWhatBelongsToOtherDialects(String body, String reason) throws Exception {
        assertRefused(Wire.RESPONSES, talk.post("/v1/responses", body.replace('\'', '"')), reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'model':'m','messages':[]} | empty array",
                "{'model':'m','messages':[{'role':'robot','content':'a'}]} | Invalid value: 'robot'",
                "{'model':'m','messages':[{'role':'user','content':null}]} | got null",
                "{'model':'m','messages':[{'role':'tool','tool_call_id':'c','content':'a'}]} | preceeding message",
                "{'model':'m','messages':[{'role':'assistant','tool_calls':[{'id':'c','type':'function','function':{'name':'f','arguments':''}}]},{'role':'tool','tool_call_id':'d','content':'a'}]} | not found in 'tool_calls'",
                "{'model':'m','messages':[{'role':'user','content':[{'type':'input_text','text':'a'}]}]} | Supported values",
                "{'model':'m','stream_options':{'include_usage':true},'messages':[{'role':'user','content':'a'}]} | stream_options",
                "{'model':'m','messages':[{'role':'user','content':'a'}],'tools':[{'type':'function','name':'a'}]} | tools[0].function",
                "{'model':'m','max_output_tokens':5,'messages':[{'role':'user','content':'a'}]} | max_output_tokens"
            })
    void chatRefusesWhatItDoesNotKnow(String body, String reason) throws Exception {
        assertRefused(Wire.CHAT, talk.post("/v1/chat/completions", body.replace('\'', '"')), reason);
    }

    private static void assertRefused(Wire wire, HttpResponse<String> response, String reason) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        JsonNode body = Talk.json(response);
        assertThat(body.at("/error/message").asString("")).contains(reason);
        assertThat(body.at("/error/type").asString("")).isEqualTo("invalid_request_error");
        if (wire == Wire.ANTHROPIC) {
            assertThat(body.path("type").asString("")).isEqualTo("error");
        } else {
            assertThat(body.path("error").has("param")).isTrue();
            assertThat(body.path("error").has("code")).isTrue();
        }
    }
}
