package dev.cowork.server.agents.builtin;

import dev.cowork.server.agent.Tool;
import dev.cowork.server.agent.ToolCall;
import dev.cowork.server.agent.ToolResult;
import java.util.Arrays;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Lets the model keep a list of what is to be done, which person and model see. */
@Component
final class TodoTool implements Tool {

    static final String NAME = "todo";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return "Keeps the list of steps of work that takes several; the person sees it. Pass the whole list each time. Set a step"
                + " in_progress before you begin it, only one at a time, and completed as soon as it is done.";
    }

    @Override
    public JsonNode parameters() {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        ObjectNode items = schema.putObject("properties")
                .putObject("items")
                .put("type", "array")
                .put("maxItems", TodoList.MOST)
                .putObject("items")
                .put("type", "object");
        ObjectNode properties = items.putObject("properties");
        properties.putObject("text").put("type", "string").put("maxLength", TodoList.LONGEST);
        properties
                .putObject("status")
                .put("type", "string")
                .putArray("enum")
                .addAll(Arrays.stream(TodoList.Status.values())
                        .map(status -> JsonNodeFactory.instance.stringNode(status.wire()))
                        .toList());
        items.putArray("required").add("text").add("status");
        items.put("additionalProperties", false);
        schema.putArray("required").add("items");
        return schema.put("additionalProperties", false);
    }

    @Override
    public boolean readOnly() {
        return true;
    }

    @Override
    public String label(JsonNode arguments) {
        TodoList list = TodoList.of(arguments);
        return list == null ? "Planning" : "Plan: " + list.summary();
    }

    @Override
    public Mono<ToolResult> call(ToolCall call) {
        TodoList list = TodoList.of(call.arguments());
        return Mono.just(
                list == null
                        ? ToolResult.failed("The argument items must be a list of at most " + TodoList.MOST
                                + " steps, each with a text of at most " + TodoList.LONGEST
                                + " characters and a status: pending,"
                                + " in_progress or completed.")
                        : ToolResult.done(
                                list.entries().isEmpty() ? "The list is empty." : list.toString(), list.summary()));
    }
}
