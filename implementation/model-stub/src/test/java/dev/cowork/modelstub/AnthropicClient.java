package dev.cowork.modelstub;

import dev.cowork.modelstub.wire.Json;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

final class AnthropicClient implements Wire.Client {

    @Override
    public ObjectNode ask(String script) {
        ObjectNode request =
                Json.object().put("model", "m").put("max_tokens", 4096).put("stream", true);
        request.putObject("thinking").put("type", "adaptive");
        request.putArray("messages").addObject().put("role", "user").put("content", script);
        return request;
    }

    @Override
    public String text(List<JsonNode> events) {
        return joined(events, "text_delta", "text");
    }

    @Override
    public String thought(List<JsonNode> events) {
        return joined(events, "thinking_delta", "thinking");
    }

    @Override
    public List<Wire.Call> calls(List<JsonNode> events) {
        List<Wire.Call> calls = new ArrayList<>();
        for (JsonNode start : events) {
            JsonNode block = start.path("content_block");
            if (Json.text(block, "type").equals("tool_use")) {
                List<JsonNode> own = events.stream()
                        .filter(event -> event.path("index").asInt(-1)
                                == start.path("index").asInt(-2))
                        .toList();
                int pieces = (int) own.stream()
                        .filter(event -> event.path("delta").has("partial_json"))
                        .count();
                calls.add(new Wire.Call(
                        Json.text(block, "id"),
                        Json.text(block, "name"),
                        joined(own, "input_json_delta", "partial_json"),
                        pieces - 1));
            }
        }
        return calls;
    }

    @Override
    public String stop(List<JsonNode> events) {
        return Json.text(events.get(events.size() - 2).path("delta"), "stop_reason");
    }

    @Override
    public Wire.Counted usage(List<JsonNode> events) {
        JsonNode usage = events.get(events.size() - 2).path("usage");
        int cached = usage.path("cache_read_input_tokens").intValue();
        return new Wire.Counted(
                usage.path("input_tokens").intValue()
                        + cached
                        + usage.path("cache_creation_input_tokens").intValue(),
                usage.path("output_tokens").intValue(),
                cached);
    }

    @Override
    public ObjectNode goOn(ObjectNode request, List<JsonNode> events) {
        ObjectNode next = request.deepCopy();
        ArrayNode messages = (ArrayNode) next.get("messages");
        ArrayNode content = messages.addObject().put("role", "assistant").putArray("content");
        if (!thought(events).isEmpty()) {
            content.addObject()
                    .put("type", "thinking")
                    .put("thinking", thought(events))
                    .put("signature", joined(events, "signature_delta", "signature"));
        }
        if (!text(events).isEmpty()) {
            content.addObject().put("type", "text").put("text", text(events));
        }
        ArrayNode results = messages.addObject().put("role", "user").putArray("content");
        for (Wire.Call call : calls(events)) {
            content.addObject()
                    .put("type", "tool_use")
                    .put("id", call.id())
                    .put("name", call.name())
                    .set("input", Talk.json(call.arguments()));
            results.addObject()
                    .put("type", "tool_result")
                    .put("tool_use_id", call.id())
                    .put("content", "result of " + call.name());
        }
        return next;
    }

    private static String joined(List<JsonNode> events, String type, String field) {
        StringBuilder joined = new StringBuilder();
        for (JsonNode event : events) {
            if (Json.text(event.path("delta"), "type").equals(type)) {
                joined.append(Json.text(event.path("delta"), field));
            }
        }
        return joined.toString();
    }
}
