package dev.cowork.modelstub.responses;

import static dev.cowork.modelstub.wire.OpenAiErrors.invalid;
import static dev.cowork.modelstub.wire.OpenAiErrors.missing;

import dev.cowork.modelstub.script.Asked;
import dev.cowork.modelstub.wire.Block;
import dev.cowork.modelstub.wire.Json;
import dev.cowork.modelstub.wire.Problem;
import dev.cowork.modelstub.wire.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Checks the fields of a request and reads what it asks for. */
final class ResponsesRequest {

    private static final Map<String, String> MOVED = Map.of(
            "messages", "In the Responses API, this parameter has moved to 'input'.",
            "response_format", "In the Responses API, this parameter has moved to 'text.format'.",
            "max_tokens", "In the Responses API, this parameter is called 'max_output_tokens'.",
            "max_completion_tokens", "In the Responses API, this parameter is called 'max_output_tokens'.",
            "reasoning_effort", "In the Responses API, this parameter has moved to 'reasoning.effort'.");

    private static final int LEAST_OUTPUT = 16;

    private final ResponseStore store;

    ResponsesRequest(ResponseStore store) {
        this.store = store;
    }

    Turn read(JsonNode body) throws Problem {
        if (Json.text(body, "model").isEmpty()) {
            throw missing("model");
        }
        for (Map.Entry<String, String> moved : MOVED.entrySet()) {
            String field = moved.getKey();
            if (body.has(field)) {
                throw invalid(
                        "unsupported_parameter", field, "Unsupported parameter: '" + field + "'. " + moved.getValue());
            }
        }
        JsonNode most = body.get("max_output_tokens");
        if (most != null && most.isInt() && most.intValue() < LEAST_OUTPUT) {
            throw invalid(
                    "integer_below_min_value",
                    "max_output_tokens",
                    "Invalid 'max_output_tokens': integer below minimum value. Expected a value >= 16, but got "
                            + most.intValue() + " instead.");
        }
        checkTools(body);
        List<JsonNode> items = items(body);
        new ResponsesItems(store).check(items);
        return turn(body, items);
    }

    /** Everything said up to here: what the request goes on from, and its own input. */
    List<JsonNode> items(JsonNode body) throws Problem {
        List<JsonNode> items = new ArrayList<>();
        String previous = Json.text(body, "previous_response_id");
        if (!previous.isEmpty()) {
            List<JsonNode> said = store.get(previous);
            if (said == null) {
                throw invalid(
                        "previous_response_not_found",
                        "previous_response_id",
                        "Previous response with id '" + previous + "' not found.");
            }
            items.addAll(said);
        }
        JsonNode input = body.get("input");
        if (input == null || input.isNull()) {
            if (previous.isEmpty()) {
                throw missing("input");
            }
        } else if (input.isString()) {
            items.add(ResponsesDialect.message(input.stringValue()));
        } else if (input.isArray()) {
            input.forEach(items::add);
        } else {
            throw invalid("invalid_type", "input", "Invalid type for 'input': expected a string or an array.");
        }
        return items;
    }

    private static void checkTools(JsonNode body) throws Problem {
        int index = 0;
        for (JsonNode tool : Json.elements(body, "tools")) {
            String at = "tools[" + index++ + "]";
            if (!Json.has(tool, "type")) {
                throw missing(at + ".type");
            }
            if (Json.text(tool, "type").equals("function") && !Json.has(tool, "name")) {
                throw missing(at + ".name");
            }
        }
    }

    private static Turn turn(JsonNode body, List<JsonNode> items) {
        List<Block> blocks = new ArrayList<>();
        Json.elements(body, "tools").forEach(tool -> blocks.add(new Block(tool.toString(), false)));
        StringBuilder system = new StringBuilder();
        if (Json.has(body, "instructions")) {
            blocks.add(new Block(Json.text(body, "instructions"), false));
            system.append(Json.text(body, "instructions")).append('\n');
        }
        List<String> transcript = new ArrayList<>();
        String prompt = "";
        String result = "";
        int results = 0;
        for (JsonNode item : items) {
            String role = Json.text(item, "role");
            String text = Json.content(item.get("content"));
            String block = role.isEmpty() ? item.toString() : role + ": " + text;
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
            } else if (ResponsesItems.isResult(item)) {
                result = Json.content(item.get("output"));
                results++;
            }
        }
        Asked asked = new Asked(Json.text(body, "model"), system.toString(), prompt, result, results);
        return new Turn(asked, Json.is(body, "stream"), blocks, transcript, body);
    }
}
