package dev.cowork.modelstub.chat;

import static dev.cowork.modelstub.wire.OpenAiErrors.invalid;
import static dev.cowork.modelstub.wire.OpenAiErrors.missing;

import dev.cowork.modelstub.wire.Json;
import dev.cowork.modelstub.wire.Problem;
import dev.cowork.modelstub.wire.Seal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Checks the messages of a request: roles, contents, and that each call has its result and each result its call. */
final class ChatMessages {

    private static final Set<String> ROLES = Set.of("system", "developer", "user", "assistant", "tool", "function");

    private ChatMessages() {}

    static void check(List<JsonNode> messages, boolean google) throws Problem {
        Set<String> open = new LinkedHashSet<>();
        boolean answering = false;
        for (int i = 0; i < messages.size(); i++) {
            JsonNode message = messages.get(i);
            String role = Json.text(message, "role");
            String at = "messages[" + i + "]";
            if (!ROLES.contains(role)) {
                throw invalid(
                        "invalid_value",
                        at + ".role",
                        "Invalid value: '" + role
                                + "'. Supported values are: 'system', 'assistant', 'user', 'function',"
                                + " 'tool', and 'developer'.");
            }
            if (role.equals("tool")) {
                checkResult(message, at, open, answering);
                continue;
            }
            checkAnswered(open);
            checkContent(message, at, role);
            answering = role.equals("assistant") && Json.has(message, "tool_calls");
            if (answering) {
                calls(message, at, open, google);
            }
        }
        checkAnswered(open);
    }

    static void checkReasoning(List<JsonNode> messages) throws Problem {
        for (JsonNode message : messages) {
            if (Json.text(message, "role").equals("assistant")
                    && !message.path("reasoning_content").isString()) {
                throw invalid(
                        "invalid_request_error",
                        null,
                        "The `reasoning_content` in the thinking mode must be passed back to the API.");
            }
        }
    }

    private static void checkResult(JsonNode message, String at, Set<String> open, boolean answering) throws Problem {
        if (!Json.has(message, "tool_call_id")) {
            throw missing(at + ".tool_call_id");
        }
        if (!answering) {
            throw invalid(
                    null,
                    at + ".role",
                    "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with"
                            + " 'tool_calls'.");
        }
        if (!open.remove(Json.text(message, "tool_call_id"))) {
            throw invalid(
                    null,
                    at + ".tool_call_id",
                    "Invalid parameter: 'tool_call_id' of '" + Json.text(message, "tool_call_id")
                            + "' not found in 'tool_calls' of previous message.");
        }
        if (!Json.has(message, "content")) {
            throw missing(at + ".content");
        }
    }

    private static void checkAnswered(Set<String> open) throws Problem {
        if (!open.isEmpty()) {
            throw invalid(
                    null,
                    "messages",
                    "An assistant message with 'tool_calls' must be followed by tool messages responding to each"
                            + " 'tool_call_id'. The following tool_call_ids did not have response messages: "
                            + String.join(", ", open));
        }
    }

    private static void checkContent(JsonNode message, String at, String role) throws Problem {
        JsonNode content = message.get("content");
        if (content == null || content.isNull()) {
            if (role.equals("assistant") && (Json.has(message, "tool_calls") || Json.has(message, "refusal"))) {
                return;
            }
            throw invalid(null, at + ".content", "Invalid value for 'content': expected a string, got null.");
        }
        int index = 0;
        for (JsonNode part : Json.elements(message, "content")) {
            if (!Json.has(part, "type")) {
                throw missing(at + ".content[" + index + "].type");
            }
            if (Json.text(part, "type").startsWith("input_t")
                    || Json.text(part, "type").startsWith("output_t")) {
                throw invalid(
                        "invalid_value",
                        at + ".content[" + index + "].type",
                        "Invalid value: '" + Json.text(part, "type") + "'. Supported values are: 'text', 'image_url',"
                                + " 'input_audio', 'refusal', 'audio', and 'file'.");
            }
            index++;
        }
    }

    private static void calls(JsonNode message, String at, Set<String> open, boolean google) throws Problem {
        List<JsonNode> calls = Json.elements(message, "tool_calls");
        if (calls.isEmpty()) {
            throw invalid("empty_array", at + ".tool_calls", "Invalid '" + at + ".tool_calls': empty array.");
        }
        for (int i = 0; i < calls.size(); i++) {
            JsonNode call = calls.get(i);
            String here = at + ".tool_calls[" + i + "]";
            String id = Json.text(call, "id");
            if (id.isEmpty()) {
                throw missing(here + ".id");
            }
            if (!Json.has(call, "type")) {
                throw missing(here + ".type");
            }
            JsonNode function = call.path("function");
            if (Json.text(function, "name").isEmpty()) {
                throw missing(here + ".function.name");
            }
            if (!function.path("arguments").isString()) {
                throw invalid(
                        "invalid_type",
                        here + ".function.arguments",
                        "Invalid type for '" + here + ".function.arguments': expected a string.");
            }
            if (google && id.startsWith("call_T")) {
                JsonNode signature = call.path("extra_content").path("google");
                if (!Seal.signed(id.substring("call_".length()), Json.text(signature, "thought_signature"))) {
                    throw invalid(null, null, "Function call is missing a thought_signature in functionCall parts.");
                }
            }
            open.add(id);
        }
    }
}
