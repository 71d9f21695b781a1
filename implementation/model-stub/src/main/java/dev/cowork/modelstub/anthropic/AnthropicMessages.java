package dev.cowork.modelstub.anthropic;

import static dev.cowork.modelstub.anthropic.AnthropicErrors.invalid;

import dev.cowork.modelstub.wire.Json;
import dev.cowork.modelstub.wire.Problem;
import dev.cowork.modelstub.wire.Seal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Checks the messages of a request: their order, calls and results, signatures. */
final class AnthropicMessages {

    /** What the stub puts into the id of a call that it thought about. */
    static final String THOUGHT_ABOUT = "toolu_01T";

    private AnthropicMessages() {}

    static void check(List<JsonNode> messages, JsonNode body) throws Problem {
        String before = "assistant";
        Set<String> open = new LinkedHashSet<>();
        for (int i = 0; i < messages.size(); i++) {
            JsonNode message = messages.get(i);
            String role = role(message, i);
            if (role.equals(before)) {
                throw invalid(
                        i == 0
                                ? "messages: first message must use the \"user\" role"
                                : "messages: roles must alternate between \"user\" and \"assistant\", but found multiple \""
                                        + role + "\" roles in a row");
            }
            before = role;
            List<JsonNode> content = content(message, i, i == messages.size() - 1);
            if (role.equals("user")) {
                checkResults(content, i, open);
            }
            if (!open.isEmpty()) {
                throw invalid("messages." + i + ": `tool_use` ids were found without `tool_result` blocks immediately"
                        + " after: " + String.join(", ", open)
                        + ". Each `tool_use` block must have a corresponding `tool_result` block in the next message.");
            }
            if (role.equals("assistant")) {
                checkThinking(content, i, body);
                content.stream()
                        .filter(block -> Json.text(block, "type").equals("tool_use"))
                        .forEach(block -> open.add(Json.text(block, "id")));
            }
        }
        if (!open.isEmpty()) {
            throw invalid("messages." + messages.size() + ": `tool_use` ids were found without `tool_result` blocks"
                    + " immediately after: " + String.join(", ", open));
        }
    }

    private static String role(JsonNode message, int index) throws Problem {
        String role = Json.text(message, "role");
        if (role.equals("system")) {
            throw invalid(
                    "messages: Unexpected role \"system\". The Messages API accepts a top-level `system` parameter,"
                            + " not \"system\" as an input message role.");
        }
        if (!role.equals("user") && !role.equals("assistant")) {
            throw invalid("messages." + index + ".role: Input should be 'user' or 'assistant'");
        }
        return role;
    }

    private static List<JsonNode> content(JsonNode message, int index, boolean last) throws Problem {
        JsonNode content = message.get("content");
        String at = "messages." + index;
        if (content == null || content.isNull()) {
            throw invalid(at + ".content: Field required");
        }
        boolean assistantsLast = last && Json.text(message, "role").equals("assistant");
        boolean nothing = content.isString() ? content.stringValue().isEmpty() : content.isEmpty();
        if (nothing && !assistantsLast) {
            throw invalid(
                    at + ": all messages must have non-empty content except for the optional final assistant message");
        }
        List<JsonNode> blocks = Json.elements(message, "content");
        for (int i = 0; i < blocks.size(); i++) {
            String type = Json.text(blocks.get(i), "type");
            if (type.isEmpty()) {
                throw invalid(at + ".content." + i + ".type: Field required");
            }
            if (type.equals("text") && Json.text(blocks.get(i), "text").isBlank()) {
                throw invalid("messages: text content blocks must contain non-whitespace text");
            }
            if (type.equals("tool_use") && !blocks.get(i).path("input").isObject()) {
                throw invalid(at + ".content." + i + ".tool_use.input: Input should be a valid dictionary");
            }
        }
        return blocks;
    }

    private static void checkResults(List<JsonNode> content, int index, Set<String> open) throws Problem {
        boolean other = false;
        for (int i = 0; i < content.size(); i++) {
            JsonNode block = content.get(i);
            if (!Json.text(block, "type").equals("tool_result")) {
                other = true;
                continue;
            }
            String id = Json.text(block, "tool_use_id");
            if (!open.contains(id)) {
                throw invalid(
                        "messages." + index + ".content." + i
                                + ": unexpected `tool_use_id` found in `tool_result` blocks: " + id
                                + ". Each `tool_result` block must have a corresponding `tool_use` block in the previous message.");
            }
            if (other) {
                break; // results behind other content do not count, so that their calls stay open
            }
            open.remove(id);
        }
    }

    private static void checkThinking(List<JsonNode> content, int index, JsonNode body) throws Problem {
        boolean thought = false;
        for (int i = 0; i < content.size(); i++) {
            JsonNode block = content.get(i);
            String at = "messages." + index + ".content." + i;
            switch (Json.text(block, "type")) {
                case "thinking" -> {
                    thought = true;
                    if (!block.has("signature")) {
                        throw invalid(at + ".thinking.signature: Field required");
                    }
                    if (!Seal.signed(Json.text(block, "thinking"), Json.text(block, "signature"))) {
                        throw invalid(at + ": Invalid `signature` in `thinking` block");
                    }
                }
                case "redacted_thinking" -> thought = true;
                case "tool_use" -> {
                    if (!thought
                            && AnthropicRequest.thinking(body)
                            && Json.text(block, "id").startsWith(THOUGHT_ABOUT)) {
                        throw invalid(
                                "messages." + index + ".content.0.type: Expected `thinking` or `redacted_thinking`,"
                                        + " but found `" + Json.text(content.getFirst(), "type")
                                        + "`. When `thinking` is enabled, a final `assistant` message must start with a thinking"
                                        + " block (preceeding the lastmost set of `tool_use` and `tool_result` blocks).");
                    }
                }
                default -> {
                    // nothing to check
                }
            }
        }
    }
}
