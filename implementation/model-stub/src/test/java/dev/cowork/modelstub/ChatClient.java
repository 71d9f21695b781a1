package dev.cowork.modelstub;

import dev.cowork.modelstub.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

final class ChatClient implements Wire.Client {

    @Override
    public ObjectNode ask(String script) {
        ObjectNode request = Json.object().put("model", "m").put("stream", true);
        request.putObject("stream_options").put("include_usage", true);
        request.putArray("messages").addObject().put("role", "user").put("content", script);
        return request;
    }

    @Override
    public String text(List<JsonNode> events) {
        return joined(events, "content") + joined(events, "refusal");
    }

    @Override
    public String thought(List<JsonNode> events) {
        return joined(events, "reasoning_content");
    }

    @Override
    public List<Wire.Call> calls(List<JsonNode> events) {
        Map<Integer, Wire.Call> calls = new TreeMap<>();
        for (JsonNode event : events) {
            for (JsonNode piece : Json.elements(event.path("choices").path(0).path("delta"), "tool_calls")) {
                String text = Json.text(piece.path("function"), "arguments");
                calls.merge(
                        piece.path("index").intValue(),
                        new Wire.Call(Json.text(piece, "id"), Json.text(piece.path("function"), "name"), text, 0),
                        (a, b) -> new Wire.Call(a.id(), a.name(), a.arguments() + b.arguments(), a.pieces() + 1));
            }
        }
        return new ArrayList<>(calls.values());
    }

    @Override
    public String stop(List<JsonNode> events) {
        return Json.text(events.get(events.size() - 2).path("choices").path(0), "finish_reason");
    }

    @Override
    public Wire.Counted usage(List<JsonNode> events) {
        JsonNode usage = events.getLast().path("usage");
        return new Wire.Counted(
                usage.path("prompt_tokens").intValue(),
                usage.path("completion_tokens").intValue(),
                usage.path("prompt_tokens_details").path("cached_tokens").intValue());
    }

    @Override
    public ObjectNode goOn(ObjectNode request, List<JsonNode> events) {
        ObjectNode next = request.deepCopy();
        ArrayNode messages = (ArrayNode) next.get("messages");
        ObjectNode assistant = messages.addObject().put("role", "assistant").put("content", text(events));
        ArrayNode calls = assistant.putArray("tool_calls");
        for (Wire.Call call : calls(events)) {
            ObjectNode json = calls.addObject().put("id", call.id()).put("type", "function");
            json.putObject("function").put("name", call.name()).put("arguments", call.arguments());
            messages.addObject()
                    .put("role", "tool")
                    .put("tool_call_id", call.id())
                    .put("content", "result of " + call.name());
        }
        return next;
    }

    private static String joined(List<JsonNode> events, String field) {
        StringBuilder joined = new StringBuilder();
        for (JsonNode event : events) {
            joined.append(Json.text(event.path("choices").path(0).path("delta"), field));
        }
        return joined.toString();
    }
}
