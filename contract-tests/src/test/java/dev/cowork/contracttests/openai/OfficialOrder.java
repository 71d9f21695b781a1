package dev.cowork.contracttests.openai;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The official order of a response's events, as one machine for the response and one for each item. It takes the events from the first to
 * the last, from however many connections they came, and fails at the first that is out of place.
 */
final class OfficialOrder {

    private static final Set<String> LAST = Set.of("response.completed", "response.failed", "response.incomplete");

    private final Map<Integer, OfficialItem> open = new TreeMap<>();
    private final List<JsonNode> done = new ArrayList<>();
    private @Nullable String responseId;
    private String stage = "";
    private long number = -1;
    private int items;

    /** Takes the next event. */
    void take(JsonNode event) {
        String type = event.path("type").asString();
        must(!isOver(), "something follows the last event", event);
        must(event.path("sequence_number").asLong(-1) > number, "the numbers do not rise", event);
        number = event.path("sequence_number").asLong();
        if (event.has("response")) {
            response(type, event);
        } else {
            must(stage.equals("response.in_progress"), "an item outside of a response in progress", event);
            item(type, event);
        }
    }

    /** Whether the last event has come. */
    boolean isOver() {
        return LAST.contains(stage);
    }

    private void response(String type, JsonNode event) {
        boolean inOrder = switch (type) {
            case "response.created" -> stage.isEmpty();
            case "response.queued" -> stage.equals("response.created");
            case "response.in_progress" -> stage.equals("response.created") || stage.equals("response.queued");
            default -> LAST.contains(type) && !stage.isEmpty();
        };
        must(inOrder, "it does not follow " + stage, event);
        String id = event.at("/response/id").asString();
        must(responseId == null || responseId.equals(id), "another response", event);
        responseId = id;
        stage = type;
        if (isOver()) {
            end(type, event);
        }
    }

    /** The last event shows what came, in its order; all of it when the response completed. */
    private void end(String type, JsonNode event) {
        must(open.isEmpty(), "items are still open: " + open.keySet(), event);
        must(
                event.at("/response/status").asString().equals(type.substring("response.".length())),
                "the status is not that of the event",
                event);
        List<JsonNode> shown = event.at("/response/output").valueStream().toList();
        List<JsonNode> came = new ArrayList<>(done);
        came.retainAll(shown);
        must(came.equals(shown), "the output is not what came", event);
        must(!type.equals("response.completed") || done.equals(shown), "the output lacks what came", event);
    }

    private void item(String type, JsonNode event) {
        int index = event.path("output_index").asInt(-1);
        if (type.equals("response.output_item.added")) {
            must(index == items++, "the output index has a gap", event);
            open.put(index, new OfficialItem(event));
            return;
        }
        OfficialItem item = open.get(index);
        must(item != null, "its item is not open", event);
        if (type.equals("response.output_item.done")) {
            done.add(item.done(event));
            open.remove(index);
        } else {
            item.take(type, event);
        }
    }

    static void must(boolean holds, String rule, JsonNode event) {
        if (!holds) {
            throw new AssertionError(rule + ": " + event);
        }
    }
}
