package dev.cowork.modelstub.chat;

import dev.cowork.modelstub.wire.Answer;
import dev.cowork.modelstub.wire.Json;
import dev.cowork.modelstub.wire.Part;
import dev.cowork.modelstub.wire.Problem;
import dev.cowork.modelstub.wire.Seal;
import dev.cowork.modelstub.wire.Turn;
import dev.cowork.modelstub.wire.Usage;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The parts of a completion. */
final class ChatCompletion {

    private ChatCompletion() {}

    static ObjectNode of(String object, Turn turn, Answer answer) {
        return Json.object()
                .put("id", "chatcmpl-" + answer.id())
                .put("object", object)
                .put("created", answer.createdAt())
                .put("model", turn.model());
    }

    static ObjectNode call(Part call, String arguments, boolean google) {
        ObjectNode json = Json.object().put("id", "call_" + call.id()).put("type", "function");
        json.putObject("function").put("name", call.name()).put("arguments", arguments);
        if (google && call.id().startsWith("T")) {
            json.putObject("extra_content").putObject("google").put("thought_signature", Seal.sign(call.id()));
        }
        return json;
    }

    static String reason(Answer answer) {
        if (answer.isTooLong()) {
            return "length";
        }
        String stop = answer.stop();
        if (stop == null || stop.equals("stop") || stop.equals("end_turn") || answer.isRefusal()) {
            return answer.parts(Part.Kind.CALL).isEmpty() ? "stop" : "tool_calls";
        }
        return stop;
    }

    static ObjectNode usage(Usage usage) {
        ObjectNode json = Json.object()
                .put("prompt_tokens", usage.input())
                .put("completion_tokens", usage.output())
                .put("total_tokens", usage.total());
        json.putObject("prompt_tokens_details")
                .put("cached_tokens", usage.cacheRead())
                .put("audio_tokens", 0);
        json.putObject("completion_tokens_details")
                .put("reasoning_tokens", usage.reasoning())
                .put("audio_tokens", 0);
        return json;
    }

    static JsonNode googleError(Problem problem) {
        String status = switch (problem.status()) {
            case 401 -> "UNAUTHENTICATED";
            case 403 -> "PERMISSION_DENIED";
            case 404 -> "NOT_FOUND";
            case 429 -> "RESOURCE_EXHAUSTED";
            case 503 -> "UNAVAILABLE";
            default -> problem.status() < 500 ? "INVALID_ARGUMENT" : "INTERNAL";
        };
        ObjectNode error = Json.object()
                .put("code", problem.status())
                .put("message", problem.sentence())
                .put("status", status);
        return Json.array(Json.object().set("error", error));
    }
}
