package dev.cowork.modelstub.chat;

import static dev.cowork.modelstub.wire.OpenAiErrors.invalid;
import static dev.cowork.modelstub.wire.OpenAiErrors.missing;

import dev.cowork.modelstub.script.Asked;
import dev.cowork.modelstub.wire.Block;
import dev.cowork.modelstub.wire.Json;
import dev.cowork.modelstub.wire.Problem;
import dev.cowork.modelstub.wire.Turn;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Checks the fields of a request and reads what it asks for. */
final class ChatRequest {

    private ChatRequest() {}

    static Turn read(JsonNode body, Edition edition) throws Problem {
        if (Json.text(body, "model").isEmpty()) {
            throw invalid(null, null, "you must provide a model parameter");
        }
        for (String field : List.of("max_output_tokens", "input", "instructions", "thinking", "system")) {
            if (body.has(field)) {
                throw invalid("unknown_parameter", field, "Unknown parameter: '" + field + "'.");
            }
        }
        JsonNode messages = body.get("messages");
        if (messages == null || messages.isNull()) {
            throw missing("messages");
        }
        if (!messages.isArray()) {
            throw invalid("invalid_type", "messages", "Invalid type for 'messages': expected an array of objects.");
        }
        if (messages.isEmpty()) {
            throw invalid(
                    "empty_array",
                    "messages",
                    "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.");
        }
        if (Json.has(body, "stream_options") && !Json.is(body, "stream")) {
            throw invalid(
                    null, "stream_options", "The 'stream_options' parameter is only allowed when 'stream' is enabled.");
        }
        checkTools(body);
        List<JsonNode> list = Json.elements(body, "messages");
        ChatMessages.check(list, edition == Edition.GOOGLE);
        if (edition == Edition.DEEPSEEK && !Json.elements(body, "tools").isEmpty()) {
            ChatMessages.checkReasoning(list);
        }
        return turn(body, list);
    }

    private static void checkTools(JsonNode body) throws Problem {
        int index = 0;
        for (JsonNode tool : Json.elements(body, "tools")) {
            String at = "tools[" + index++ + "]";
            if (!Json.has(tool, "type")) {
                throw missing(at + ".type");
            }
            JsonNode function = tool.get("function");
            if (Json.text(tool, "type").equals("function")) {
                if (function == null) {
                    throw missing(at + ".function");
                }
                if (!Json.text(function, "name").matches("[a-zA-Z0-9_-]{1,64}")) {
                    throw invalid(
                            "invalid_value",
                            at + ".function.name",
                            "Invalid '" + at + ".function.name': string does not match pattern. Expected a string that"
                                    + " matches the pattern '^[a-zA-Z0-9_-]+$'.");
                }
            }
        }
    }

    private static Turn turn(JsonNode body, List<JsonNode> messages) {
        List<Block> blocks = new ArrayList<>();
        List<String> transcript = new ArrayList<>();
        Json.elements(body, "tools").forEach(tool -> blocks.add(new Block(tool.toString(), false)));
        StringBuilder system = new StringBuilder();
        String prompt = "";
        String result = "";
        int results = 0;
        for (JsonNode message : messages) {
            String role = Json.text(message, "role");
            String text = Json.content(message.get("content"));
            JsonNode content = message.get("content");
            boolean plain = content != null && content.isString() && !Json.has(message, "tool_calls");
            String block = role + ": " + (plain ? text : message.toString());
            blocks.add(new Block(block, false));
            if (role.equals("system") || role.equals("developer")) {
                system.append(text).append('\n');
            } else {
                transcript.add(block);
            }
            if (role.equals("user")) {
                prompt = text;
                result = "";
                results = 0;
            } else if (role.equals("tool")) {
                result = text;
                results++;
            }
        }
        Asked asked = new Asked(Json.text(body, "model"), system.toString(), prompt, result, results);
        return new Turn(asked, Json.is(body, "stream"), blocks, transcript, body);
    }
}
