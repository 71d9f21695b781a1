package dev.cowork.server.models.chat;

import dev.cowork.server.agent.ToolSpec;
import dev.cowork.server.models.ModelRequest;
import dev.cowork.server.models.history.Step;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes the body of a request. */
final class ChatBody {

    private final JsonMapper mapper;

    ChatBody(JsonMapper mapper) {
        this.mapper = mapper;
    }

    byte[] write(ModelRequest request, List<Step> steps, ArrayNode tools, boolean askForUsage) {
        ObjectNode body = mapper.createObjectNode();
        body.put("model", request.model());
        ArrayNode messages = body.putArray("messages");
        if (!request.instructions().isBlank()) {
            message(messages, "system", request.instructions());
        }
        steps.forEach(step -> write(messages, step));
        if (!tools.isEmpty()) {
            body.set("tools", tools);
        }
        if (request.reasoningEffort() != null) {
            body.put("reasoning_effort", request.reasoningEffort());
        }
        if (request.maxOutputTokens() != null) {
            body.put("max_tokens", request.maxOutputTokens());
        }
        if (request.temperature() != null) {
            body.put("temperature", request.temperature());
        }
        body.put("stream", true);
        if (askForUsage) {
            body.putObject("stream_options").put("include_usage", true);
        }
        return mapper.writeValueAsBytes(body);
    }

    ArrayNode tools(List<? extends ToolSpec> tools) {
        ArrayNode out = mapper.createArrayNode();
        for (ToolSpec tool : tools) {
            out.addObject()
                    .put("type", "function")
                    .putObject("function")
                    .put("name", tool.name())
                    .put("description", tool.description())
                    .set("parameters", tool.parameters());
        }
        return out;
    }

    private void write(ArrayNode messages, Step step) {
        switch (step) {
            case Step.Message said -> message(messages, said.role(), said.text());
            case Step.ToolRound round -> {
                ObjectNode assistant = messages.addObject().put("role", "assistant");
                if (round.text().isEmpty()) {
                    assistant.putNull("content");
                } else {
                    assistant.put("content", round.text());
                }
                ArrayNode calls = assistant.putArray("tool_calls");
                for (Step.Call call : round.calls()) {
                    calls.addObject()
                            .put("id", call.callId())
                            .put("type", "function")
                            .putObject("function")
                            .put("name", call.name())
                            .put("arguments", valid(call.arguments()));
                }
                for (Step.Call call : round.calls()) {
                    message(messages, "tool", call.output()).put("tool_call_id", call.callId());
                }
            }
        }
    }

    private static ObjectNode message(ArrayNode messages, String role, String content) {
        return messages.addObject().put("role", role).put("content", content);
    }

    /** Many servers parse the arguments of earlier calls again and fail on what a model once wrote wrongly. */
    private String valid(String arguments) {
        try {
            return mapper.readTree(arguments).isObject() ? arguments : "{}";
        } catch (JacksonException damaged) {
            return "{}";
        }
    }
}
