package dev.cowork.contracttests.openai;

import static dev.cowork.contracttests.openai.OfficialOrder.must;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** One item of a response between {@code output_item.added} and {@code output_item.done}. */
final class OfficialItem {

    /** What may follow what within an item, by its kind; the first of each line follows {@code added}. */
    private static final Map<String, List<String>> STEPS = Map.of(
            "message",
            List.of("content_part.added", "output_text.delta*", "output_text.done", "content_part.done"),
            "reasoning",
            List.of("content_part.added", "reasoning_text.delta*", "reasoning_text.done", "content_part.done"),
            "function_call",
            List.of("function_call_arguments.delta*", "function_call_arguments.done"),
            "mcp_call",
            List.of(
                    "mcp_call.in_progress",
                    "mcp_call_arguments.delta*",
                    "mcp_call_arguments.done",
                    "mcp_call.completed|mcp_call.failed"));

    private final String kind;
    private final JsonNode id;
    private final List<String> steps;
    private final StringBuilder text = new StringBuilder();
    private int step;

    OfficialItem(JsonNode added) {
        kind = added.at("/item/type").asString();
        id = added.at("/item/id");
        must(STEPS.containsKey(kind), "an unknown kind of item", added);
        must(added.at("/item/status").asString().equals("in_progress"), "it begins with another status", added);
        must(isEmpty(added.path("item")), "it begins with a content", added);
        steps = STEPS.get(kind);
    }

    private static boolean isEmpty(JsonNode item) {
        return item.path("content").isEmpty()
                && item.path("arguments").asString("").isEmpty();
    }

    void take(String type, JsonNode event) {
        must(event.path("item_id").equals(id), "it names another item", event);
        String name = type.substring("response.".length());
        // a call that is cut off fails before its arguments are whole
        step = name.equals("mcp_call.failed") ? steps.size() - 1 : step;
        while (step < steps.size() - 1
                && steps.get(step).endsWith("*")
                && !steps.get(step).equals(name + "*")) {
            step++;
        }
        must(step < steps.size() && fits(steps.get(step), name), "it does not follow in " + steps, event);
        if (!steps.get(step).endsWith("*")) {
            step++;
        }
        text(name, event);
    }

    private static boolean fits(String step, String name) {
        return List.of(step.replace("*", "").split("\\|")).contains(name);
    }

    private void text(String name, JsonNode event) {
        if (name.endsWith(".delta")) {
            must(!event.path("delta").asString().isEmpty(), "an empty delta", event);
            text.append(event.path("delta").asString());
        } else if (name.endsWith("arguments.done")) {
            must(event.path("arguments").asString().contentEquals(text), "it is not the sum of the deltas", event);
        } else if (name.endsWith("text.done")) {
            must(event.path("text").asString().contentEquals(text), "it is not the sum of the deltas", event);
        } else if (name.equals("content_part.done")) {
            must(event.at("/part/text").asString().contentEquals(text), "it is not the sum of the deltas", event);
        }
    }

    /** Judges the end and gives the item as it came. */
    JsonNode done(JsonNode event) {
        JsonNode item = event.path("item");
        boolean complete = item.path("status").asString().equals("completed");
        must(item.path("id").equals(id) && item.path("type").asString().equals(kind), "another item", event);
        must(step == steps.size() || !complete && kind.equals("function_call"), "it is not over: " + steps, event);
        String said = item.has("arguments")
                ? item.path("arguments").asString()
                : item.at("/content/0/text").asString("");
        must(said.contentEquals(text), "it is not the sum of the deltas", event);
        return item;
    }
}
