package dev.cowork.server.models.responses;

import dev.cowork.server.models.ModelEvent;
import dev.cowork.server.models.wire.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * The function calls among the items of a response. Mostly an item is added empty, its arguments follow in pieces, and it comes whole at
 * last; some servers leave out the pieces, some the beginning.
 */
final class CallItems {

    private static final int MOST = 1_000;

    /** A call's number among the calls, and whether any of its arguments have been told. */
    private record Open(int number, boolean told) {}

    private final Map<Integer, Open> open = new HashMap<>();
    private int number;

    boolean any() {
        return number > 0;
    }

    void added(int index, JsonNode item, List<ModelEvent> out) {
        open.remove(index);
        if (isCall(item) && number < MOST) {
            String arguments = Json.textOrEmpty(item, "arguments");
            Open call = new Open(number++, !arguments.isEmpty());
            open.put(index, call);
            out.add(new ModelEvent.ToolCallDelta(
                    call.number, Json.text(item, "call_id"), Json.text(item, "name"), arguments));
        }
    }

    void arguments(int index, String piece, List<ModelEvent> out) {
        Open call = open.get(index);
        if (call != null && !piece.isEmpty()) {
            open.put(index, new Open(call.number, true));
            out.add(new ModelEvent.ToolCallDelta(call.number, null, null, piece));
        }
    }

    void done(int index, JsonNode item, List<ModelEvent> out) {
        if (!isCall(item)) {
            return;
        }
        Open call = open.remove(index);
        if (call == null) {
            added(index, item, out);
            open.remove(index);
        } else if (!call.told) {
            out.add(new ModelEvent.ToolCallDelta(call.number, null, null, Json.textOrEmpty(item, "arguments")));
        }
    }

    private static boolean isCall(JsonNode item) {
        return Json.textOrEmpty(item, "type").equals("function_call");
    }
}
