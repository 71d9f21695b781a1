package dev.cowork.modelstub.anthropic;

import dev.cowork.modelstub.wire.Answer;
import dev.cowork.modelstub.wire.Json;
import dev.cowork.modelstub.wire.Part;
import dev.cowork.modelstub.wire.Seal;
import dev.cowork.modelstub.wire.Turn;
import dev.cowork.modelstub.wire.Usage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The parts of a message. */
final class AnthropicMessage {

    private AnthropicMessage() {}

    static ObjectNode of(Turn turn, Answer answer) {
        return Json.object()
                .put("id", "msg_01" + answer.id())
                .put("type", "message")
                .put("role", "assistant")
                .put("model", turn.model());
    }

    static JsonNode block(Turn turn, Part part) {
        return switch (part.kind()) {
            case TEXT -> Json.typed("text").put("text", part.text());
            case THOUGHT -> {
                String shown = AnthropicRequest.showsThinking(turn.body()) ? part.text() : "";
                yield Json.typed("thinking").put("thinking", shown).put("signature", Seal.sign(shown));
            }
            case CALL -> {
                JsonNode input = Json.parse(part.text());
                if (input == null || !input.isObject()) {
                    input = Json.object().put("INVALID_JSON", part.text());
                }
                yield toolUse(part).set("input", input);
            }
        };
    }

    static ObjectNode toolUse(Part part) {
        return Json.typed("tool_use").put("id", "toolu_01" + part.id()).put("name", part.name());
    }

    static void stop(ObjectNode target, Answer answer) {
        String reason = reason(answer);
        target.put("stop_reason", reason).putNull("stop_sequence");
        if (reason.equals("refusal")) {
            target.set("stop_details", Json.typed("refusal").putNull("category").putNull("explanation"));
        }
    }

    static ObjectNode usage(Usage usage, int output) {
        ObjectNode json = Json.object()
                .put("input_tokens", usage.input() - usage.cacheRead() - usage.cacheWrite())
                .put("cache_creation_input_tokens", usage.cacheWrite())
                .put("cache_read_input_tokens", usage.cacheRead());
        json.putObject("cache_creation")
                .put("ephemeral_5m_input_tokens", usage.cacheWrite())
                .put("ephemeral_1h_input_tokens", 0);
        json.put("output_tokens", output);
        if (usage.reasoning() > 0) {
            json.putObject("output_tokens_details").put("thinking_tokens", usage.reasoning());
        }
        return json.put("service_tier", "standard");
    }

    private static String reason(Answer answer) {
        @Nullable String stop = answer.stop();
        if (answer.isTooLong()) {
            return "max_tokens";
        }
        if (answer.isFiltered()) {
            return "refusal";
        }
        if (stop == null || stop.equals("stop")) {
            return answer.parts(Part.Kind.CALL).isEmpty() ? "end_turn" : "tool_use";
        }
        return stop;
    }
}
