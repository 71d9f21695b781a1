package dev.cowork.modelstub;

import dev.cowork.modelstub.wire.Json;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

final class ResponsesClient implements Wire.Client {

    @Override
    public ObjectNode ask(String script) {
        ObjectNode request = Json.object().put("model", "m").put("stream", true).put("store", false);
        request.putObject("reasoning").put("summary", "auto");
        request.putArray("include").add("reasoning.encrypted_content");
        request.putArray("input").addObject().put("role", "user").put("content", script);
        return request;
    }

    @Override
    public String text(List<JsonNode> events) {
        return joined(events, "response.output_text.delta") + joined(events, "response.refusal.delta");
    }

    @Override
    public String thought(List<JsonNode> events) {
        return joined(events, "response.reasoning_summary_text.delta");
    }

    @Override
    public List<Wire.Call> calls(List<JsonNode> events) {
        List<Wire.Call> calls = new ArrayList<>();
        for (JsonNode item : output(events)) {
            if (Json.text(item, "type").equals("function_call")) {
                List<JsonNode> own = events.stream()
                        .filter(event -> Json.text(event, "item_id").equals(Json.text(item, "id")))
                        .filter(event -> event.has("delta"))
                        .toList();
                calls.add(new Wire.Call(
                        Json.text(item, "call_id"),
                        Json.text(item, "name"),
                        joined(own, "response.function_call_arguments.delta"),
                        own.size()));
            }
        }
        return calls;
    }

    @Override
    public String stop(List<JsonNode> events) {
        JsonNode response = events.getLast().path("response");
        String reason = Json.text(response.path("incomplete_details"), "reason");
        return reason.isEmpty() ? Json.text(response, "status") : reason;
    }

    @Override
    public Wire.Counted usage(List<JsonNode> events) {
        JsonNode usage = events.getLast().path("response").path("usage");
        return new Wire.Counted(
                usage.path("input_tokens").intValue(),
                usage.path("output_tokens").intValue(),
                usage.path("input_tokens_details").path("cached_tokens").intValue());
    }

    @Override
    public ObjectNode goOn(ObjectNode request, List<JsonNode> events) {
        ObjectNode next = request.deepCopy();
        ArrayNode input = (ArrayNode) next.get("input");
        output(events).forEach(input::add);
        for (Wire.Call call : calls(events)) {
            input.addObject()
                    .put("type", "function_call_output")
                    .put("call_id", call.id())
                    .put("output", "result of " + call.name());
        }
        return next;
    }

    private static List<JsonNode> output(List<JsonNode> events) {
        return events.stream()
                .filter(event -> Json.text(event, "type").equals("response.output_item.done"))
                .map(event -> event.path("item"))
                .toList();
    }

    private static String joined(List<JsonNode> events, String type) {
        StringBuilder joined = new StringBuilder();
        for (JsonNode event : events) {
            if (Json.text(event, "type").equals(type)) {
                joined.append(Json.text(event, "delta"));
            }
        }
        return joined.toString();
    }
}
