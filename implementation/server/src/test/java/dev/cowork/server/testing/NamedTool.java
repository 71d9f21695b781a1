package dev.cowork.server.testing;

import dev.cowork.server.agent.Tool;
import dev.cowork.server.agent.ToolCall;
import dev.cowork.server.agent.ToolResult;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** A tool of which only the name matters. */
public record NamedTool(String name) implements Tool {

    @Override
    public String description() {
        return name;
    }

    @Override
    public JsonNode parameters() {
        return JsonNodeFactory.instance.objectNode().put("type", "object");
    }

    @Override
    public boolean readOnly() {
        return false;
    }

    @Override
    public Mono<ToolResult> call(ToolCall call) {
        return Mono.just(ToolResult.done("", ""));
    }
}
