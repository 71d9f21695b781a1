package dev.cowork.server.openai.responses;

import dev.cowork.api.openai.model.FunctionCall;
import dev.cowork.api.openai.model.McpCall;
import dev.cowork.api.openai.model.McpError;
import dev.cowork.api.openai.model.McpText;
import dev.cowork.api.openai.model.OutputItem;
import dev.cowork.api.openai.model.OutputMessage;
import dev.cowork.api.openai.model.OutputText;
import dev.cowork.api.openai.model.ReasoningItem;
import dev.cowork.api.openai.model.ReasoningText;
import dev.cowork.server.agent.Item;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Items as official ones. A function of the caller's is a {@code function_call}; a tool of the agent is an {@code mcp_call}, the official
 * kind of call that the caller need not answer.
 */
final class OutputItems {

    static final String IN_PROGRESS = "in_progress";
    static final String COMPLETED = "completed";
    static final String INCOMPLETE = "incomplete";
    static final String FAILED = "failed";

    private OutputItems() {}

    /**
     * @param items the items of an answer, in order
     * @param isFunction whether a name is that of a function of the caller's
     * @return the official ones; outputs stand in their calls
     */
    static List<OutputItem> of(List<Item> items, Predicate<String> isFunction) {
        Map<String, Item> outputs = new HashMap<>();
        items.stream()
                .filter(item -> item.type() == Item.Type.FUNCTION_CALL_OUTPUT)
                .forEach(item -> outputs.put(field(item, "call_id"), item));
        List<OutputItem> official = new ArrayList<>();
        for (Item item : items) {
            switch (item.type()) {
                case MESSAGE -> official.add(message(item.id(), item.status(), item.text()));
                case REASONING -> official.add(reasoning(item.id(), item.status(), item.text()));
                case FUNCTION_CALL -> {
                    String callId = field(item, "call_id");
                    String name = field(item, "name");
                    official.add(
                            isFunction.test(name)
                                    ? function(item.id(), item.status(), callId, name, item.text())
                                    : call(item, name, outputs.get(callId)));
                }
                case FUNCTION_CALL_OUTPUT, IMAGE, FILE, COMPACTION, NOTICE -> {}
            }
        }
        return official;
    }

    private static OutputItem call(Item call, String name, @Nullable Item output) {
        if (output == null) {
            return tool(call.id(), INCOMPLETE, name, call.text(), null);
        }
        boolean ok = output.content() != null && output.content().path("ok").asBoolean(true);
        return tool(call.id(), ok ? COMPLETED : FAILED, name, call.text(), output.text());
    }

    private static String field(Item item, String name) {
        JsonNode content = item.content();
        return content == null ? "" : content.path(name).asString("");
    }

    static OutputMessage message(String id, String status, @Nullable String text) {
        return OutputMessage.builder()
                .id(id)
                .status(status)
                .content(text == null ? List.of() : List.of(text(text)))
                .build();
    }

    static OutputText text(String text) {
        return new OutputText(text, List.of(), List.of());
    }

    static ReasoningItem reasoning(String id, String status, @Nullable String text) {
        return ReasoningItem.builder()
                .id(id)
                .summary(List.of())
                .content(text == null ? List.of() : List.of(new ReasoningText(text)))
                .status(status)
                .build();
    }

    static FunctionCall function(String id, String status, String callId, String name, String arguments) {
        return FunctionCall.builder()
                .id(id)
                .status(status)
                .callId(callId)
                .name(name)
                .arguments(arguments)
                .build();
    }

    /** A call of a tool of the agent; {@code said} is its output or, when it failed, why. */
    static McpCall tool(String id, String status, String name, String arguments, @Nullable String said) {
        boolean failed = status.equals(FAILED);
        return McpCall.builder()
                .id(id)
                .status(status)
                .name(name)
                .arguments(arguments)
                .output(failed ? null : said)
                .error(
                        failed && said != null
                                ? McpError.builder()
                                        .content(List.of(
                                                McpText.builder().text(said).build()))
                                        .build()
                                : null)
                .build();
    }
}
