package dev.cowork.modelstub.anthropic;

import static dev.cowork.modelstub.anthropic.AnthropicErrors.invalid;

import dev.cowork.modelstub.script.Asked;
import dev.cowork.modelstub.script.Script;
import dev.cowork.modelstub.wire.Block;
import dev.cowork.modelstub.wire.Json;
import dev.cowork.modelstub.wire.Problem;
import dev.cowork.modelstub.wire.Turn;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Checks the fields of a request and reads what it asks for. */
final class AnthropicRequest {

    /** What belongs to other dialects, and what their users take along by mistake. */
    private static final List<String> FOREIGN = List.of(
            "stream_options",
            "n",
            "seed",
            "store",
            "input",
            "instructions",
            "response_format",
            "reasoning_effort",
            "reasoning",
            "max_completion_tokens",
            "max_output_tokens",
            "frequency_penalty",
            "presence_penalty",
            "logprobs",
            "parallel_tool_calls",
            "stop");

    private static final int MOST_CACHE_POINTS = 4;
    private static final int LEAST_BUDGET = 1024;

    private AnthropicRequest() {}

    static Turn read(JsonNode body, boolean needsMaxTokens) throws Problem {
        for (String field : FOREIGN) {
            if (body.has(field)) {
                throw invalid(field + ": Extra inputs are not permitted");
            }
        }
        if (Json.text(body, "model").isEmpty()) {
            throw invalid("model: Field required");
        }
        if (needsMaxTokens) {
            checkLimits(body);
        }
        List<JsonNode> messages = Json.elements(body, "messages");
        if (!body.has("messages")) {
            throw invalid("messages: Field required");
        }
        if (messages.isEmpty()) {
            throw invalid("messages: at least one message is required");
        }
        checkTools(body);
        AnthropicMessages.check(messages, body);
        return turn(body, messages);
    }

    /** Whether the model thinks before it answers. */
    static boolean thinking(JsonNode body) {
        return Json.has(body, "thinking")
                && !Json.text(body.path("thinking"), "type").equals("disabled");
    }

    /** Whether the thinking is shown, or only signed. */
    static boolean showsThinking(JsonNode body) {
        JsonNode thinking = body.get("thinking");
        return thinking == null || !Json.text(thinking, "display").equals("omitted");
    }

    private static void checkLimits(JsonNode body) throws Problem {
        JsonNode most = body.get("max_tokens");
        if (most == null) {
            throw invalid("max_tokens: Field required");
        }
        if (!most.isInt() || most.intValue() < 1) {
            throw invalid("max_tokens: Input should be greater than or equal to 1");
        }
        JsonNode thinking = body.get("thinking");
        if (thinking != null && Json.text(thinking, "type").equals("enabled")) {
            JsonNode budget = thinking.get("budget_tokens");
            if (budget == null || !budget.isInt()) {
                throw invalid("thinking.enabled.budget_tokens: Field required");
            }
            if (budget.intValue() < LEAST_BUDGET) {
                throw invalid("thinking.enabled.budget_tokens: Input should be greater than or equal to 1024");
            }
            if (budget.intValue() >= most.intValue()) {
                throw invalid("`max_tokens` must be greater than `thinking.budget_tokens`.");
            }
        }
    }

    private static void checkTools(JsonNode body) throws Problem {
        Set<String> names = new HashSet<>();
        int index = 0;
        for (JsonNode tool : Json.elements(body, "tools")) {
            String at = "tools." + index++;
            String type = Json.text(tool, "type");
            String name = Json.text(tool, "name");
            if (!type.isEmpty() && !type.equals("custom")) {
                continue; // a tool of the server
            }
            if (tool.has("function")) {
                throw invalid(at + ".custom.function: Extra inputs are not permitted");
            }
            if (!name.matches("[a-zA-Z0-9_-]{1,128}")) {
                throw invalid(at + ".custom.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'");
            }
            if (!names.add(name)) {
                throw invalid("tools: Tool names must be unique.");
            }
            JsonNode schema = tool.get("input_schema");
            if (schema == null) {
                throw invalid(at + ".custom.input_schema: Field required");
            }
            if (!Json.text(schema, "type").equals("object")) {
                throw invalid(at + ".custom.input_schema.type: Input should be 'object'");
            }
        }
    }

    private static Turn turn(JsonNode body, List<JsonNode> messages) throws Problem {
        List<Block> blocks = new ArrayList<>();
        Json.elements(body, "tools").forEach(tool -> blocks.add(block("", tool)));
        JsonNode system = body.get("system");
        if (system != null && system.isString()) {
            blocks.add(new Block(system.stringValue(), false));
        }
        Json.elements(body, "system").forEach(part -> blocks.add(block("", part)));
        int instructions = blocks.size();
        String prompt = "";
        String result = "";
        int results = 0;
        for (JsonNode message : messages) {
            String role = Json.text(message, "role");
            JsonNode content = message.get("content");
            if (content != null && content.isString()) {
                blocks.add(new Block(role + ": " + content.stringValue(), false));
            } else {
                Json.elements(message, "content").forEach(part -> blocks.add(block(role + ": ", part)));
            }
            if (role.equals("user")) {
                List<String> answers = Json.elements(message, "content").stream()
                        .filter(part -> Json.text(part, "type").equals("tool_result"))
                        .map(part -> Json.content(part.get("content")))
                        .toList();
                String text = Json.content(content);
                // what a client notes beside tool results is no new message, unless it is a script
                if (answers.isEmpty() || Script.isIn(text)) {
                    prompt = text;
                    result = "";
                    results = 0;
                } else {
                    result = answers.getLast();
                    results += answers.size();
                }
            }
        }
        List<String> transcript =
                blocks.stream().skip(instructions).map(Block::text).toList();
        if (body.has("cache_control")) {
            blocks.add(new Block(blocks.removeLast().text(), true));
        }
        if (blocks.stream().filter(Block::cachePoint).count() > MOST_CACHE_POINTS) {
            throw invalid("A maximum of 4 blocks with cache_control may be provided. Found "
                    + blocks.stream().filter(Block::cachePoint).count() + ".");
        }
        Asked asked = new Asked(Json.text(body, "model"), Json.content(system), prompt, result, results);
        return new Turn(asked, Json.is(body, "stream"), blocks, transcript, body);
    }

    private static Block block(String prefix, JsonNode node) {
        boolean cachePoint = Json.has(node, "cache_control");
        if (cachePoint && node instanceof ObjectNode object) {
            ObjectNode plain = object.deepCopy();
            plain.remove("cache_control");
            return new Block(prefix + text(plain), true);
        }
        return new Block(prefix + text(node), false);
    }

    private static String text(JsonNode node) {
        // as a string and as a text block, a text counts the same
        return Json.text(node, "type").equals("text") ? Json.text(node, "text") : node.toString();
    }
}
