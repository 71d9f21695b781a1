package dev.cowork.modelstub.responses;

import dev.cowork.modelstub.wire.Answer;
import dev.cowork.modelstub.wire.Json;
import dev.cowork.modelstub.wire.Part;
import dev.cowork.modelstub.wire.Problem;
import dev.cowork.modelstub.wire.Seal;
import dev.cowork.modelstub.wire.Turn;
import dev.cowork.modelstub.wire.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The response object and its items. */
final class ResponseObject {

    private ResponseObject() {}

    static ObjectNode running(Turn turn, Answer answer) {
        return of(turn, answer, "in_progress", null);
    }

    static ObjectNode failed(Turn turn, Answer answer, Problem problem) {
        String code = problem.code() != null
                ? problem.code()
                : problem.status() == 429 ? "rate_limit_exceeded" : "server_error";
        return of(turn, answer, "failed", Json.object().put("code", code).put("message", problem.sentence()));
    }

    static ObjectNode ended(Turn turn, Answer answer) {
        ObjectNode response = of(turn, answer, incompleteReason(answer) == null ? "completed" : "incomplete", null);
        ArrayNode output = response.putArray("output");
        answer.parts().forEach(part -> output.add(item(turn, answer, part, "completed")));
        return response.set("usage", usage(answer.usage()));
    }

    static @Nullable String incompleteReason(Answer answer) {
        if (answer.isTooLong()) {
            return "max_output_tokens";
        }
        String stop = answer.stop();
        boolean natural = stop == null || answer.isRefusal() || stop.equals("stop") || stop.equals("end_turn");
        return natural ? null : stop;
    }

    /** An item; while it is in progress, it is shown empty. */
    static ObjectNode item(Turn turn, Answer answer, Part part, String status) {
        boolean done = status.equals("completed");
        return switch (part.kind()) {
            case TEXT -> {
                ObjectNode item = Json.object()
                        .put("id", "msg_" + part.id())
                        .put("type", "message")
                        .put("status", status)
                        .put("role", "assistant");
                ArrayNode content = item.putArray("content");
                if (done) {
                    content.add(content(answer, part.text()));
                }
                yield item;
            }
            case THOUGHT -> {
                ObjectNode item = Json.object().put("id", "rs_" + part.id()).put("type", "reasoning");
                ArrayNode summary = item.putArray("summary");
                if (done && summarizes(turn)) {
                    summary.add(summary(part.text()));
                }
                if (encrypts(turn)) {
                    item.put("encrypted_content", Seal.wrap(part.text()));
                }
                yield item;
            }
            case CALL ->
                Json.object()
                        .put("id", "fc_" + part.id())
                        .put("type", "function_call")
                        .put("status", status)
                        .put("arguments", done ? part.text() : "")
                        .put("call_id", "call_" + part.id())
                        .put("name", part.name());
        };
    }

    static ObjectNode content(Answer answer, String text) {
        if (answer.isRefusal()) {
            return Json.typed("refusal").put("refusal", text);
        }
        ObjectNode content = Json.typed("output_text");
        content.putArray("annotations");
        content.putArray("logprobs");
        return content.put("text", text);
    }

    static ObjectNode summary(String text) {
        return Json.typed("summary_text").put("text", text);
    }

    static boolean summarizes(Turn turn) {
        JsonNode reasoning = turn.body().get("reasoning");
        return reasoning != null && Json.has(reasoning, "summary");
    }

    private static boolean encrypts(Turn turn) {
        return Json.elements(turn.body(), "include").stream()
                .anyMatch(wanted -> wanted.asString("").equals("reasoning.encrypted_content"));
    }

    private static ObjectNode of(Turn turn, Answer answer, String status, @Nullable JsonNode error) {
        JsonNode asked = turn.body();
        ObjectNode response = Json.object()
                .put("id", "resp_" + answer.id())
                .put("object", "response")
                .put("created_at", answer.createdAt())
                .put("status", status)
                .put("background", false);
        copy(asked, response, List.of("instructions", "max_output_tokens", "max_tool_calls", "previous_response_id"));
        response.set("error", error == null ? Json.object().nullNode() : error);
        if (status.equals("incomplete")) {
            response.putObject("incomplete_details").put("reason", incompleteReason(answer));
        } else {
            response.putNull("incomplete_details");
        }
        response.put("completed_at", status.equals("completed") ? answer.createdAt() : null);
        response.put("model", turn.model());
        response.putArray("output");
        response.set(
                "parallel_tool_calls",
                or(asked, "parallel_tool_calls", Json.object().booleanNode(true)));
        JsonNode reasoning = asked.path("reasoning");
        ObjectNode shown = response.putObject("reasoning");
        copy(reasoning, shown, List.of("effort", "summary"));
        response.set("store", or(asked, "store", Json.object().booleanNode(true)));
        response.set("temperature", or(asked, "temperature", Json.object().numberNode(1.0)));
        response.set("text", or(asked, "text", Json.object().set("format", Json.typed("text"))));
        response.set("tool_choice", or(asked, "tool_choice", Json.object().stringNode("auto")));
        response.set("tools", or(asked, "tools", Json.array()));
        response.set("top_p", or(asked, "top_p", Json.object().numberNode(1.0)));
        response.put("truncation", "disabled").put("service_tier", "default");
        response.set("metadata", or(asked, "metadata", Json.object()));
        return response.putNull("usage").putNull("user");
    }

    private static void copy(JsonNode from, ObjectNode to, List<String> names) {
        names.forEach(name -> to.set(name, or(from, name, to.nullNode())));
    }

    private static JsonNode or(JsonNode from, String name, JsonNode otherwise) {
        JsonNode member = from.get(name);
        return member == null || member.isNull() ? otherwise : member;
    }

    private static ObjectNode usage(Usage usage) {
        ObjectNode json = Json.object().put("input_tokens", usage.input());
        json.putObject("input_tokens_details")
                .put("cached_tokens", usage.cacheRead())
                .put("cache_write_tokens", usage.cacheWrite());
        json.put("output_tokens", usage.output());
        json.putObject("output_tokens_details").put("reasoning_tokens", usage.reasoning());
        return json.put("total_tokens", usage.total());
    }
}
