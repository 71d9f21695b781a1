package dev.cowork.server.models.anthropic;

import dev.cowork.server.agent.ToolSpec;
import dev.cowork.server.models.ModelRequest;
import dev.cowork.server.models.history.Step;
import dev.cowork.server.models.wire.Concession;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes the body of a request. */
final class AnthropicBody {

    private AnthropicBody() {}

    static ObjectNode of(ModelRequest request, List<Step> steps, int contextWindow, Set<Concession> concessions) {
        boolean replaying = !concessions.contains(Concession.NO_REPLAY);
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("model", request.model());
        int most = request.maxOutputTokens() == null
                ? OutputLimit.of(request.model(), contextWindow)
                : request.maxOutputTokens();
        body.put("max_tokens", most);
        if (!request.instructions().isBlank()) {
            ObjectNode system = body.putArray("system").addObject();
            system.put("type", "text").put("text", request.instructions());
            cachePoint(system); // covers the tools too, which stand before it
        }
        body.set("messages", AnthropicMessages.of(steps, replaying));
        if (!request.tools().isEmpty()) {
            tools(request.tools(), body.putArray("tools"));
        }
        // without its earlier thoughts, a model that must think first refuses to go on
        boolean thinking = replaying && Thinking.ask(body, request.model(), request.reasoningEffort(), most, steps);
        if (request.temperature() != null && !thinking) {
            body.put("temperature", request.temperature());
        }
        return body.put("stream", true);
    }

    /** Up to here the provider shall remember what it has read. */
    static void cachePoint(ObjectNode block) {
        block.putObject("cache_control").put("type", "ephemeral");
    }

    private static void tools(List<? extends ToolSpec> tools, ArrayNode out) {
        for (ToolSpec tool : tools) {
            out.addObject()
                    .put("name", tool.name())
                    .put("description", tool.description())
                    .set("input_schema", schema(tool.parameters()));
        }
    }

    /** The type is required here. */
    private static JsonNode schema(JsonNode parameters) {
        if (parameters instanceof ObjectNode object && !object.has("type")) {
            return object.deepCopy().put("type", "object");
        }
        return parameters;
    }
}
