package dev.cowork.server.models.chat;

import dev.cowork.server.models.ModelEvent;
import dev.cowork.server.models.wire.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tells the pieces of tool calls apart. Providers mostly number the calls and give the id once; some leave the number or the id out, some
 * give every call the number 0, some repeat id and name with each piece, some send the arguments as an object.
 */
final class ToolCallPieces {

    private record Open(int number, String id, boolean named) {}

    private final List<Open> calls = new ArrayList<>();
    private final ObjectNode signatures = JsonNodeFactory.instance.objectNode();

    List<ModelEvent> read(JsonNode pieces) {
        List<ModelEvent> events = new ArrayList<>();
        for (JsonNode piece : pieces) {
            if (piece.isObject()) {
                ModelEvent.ToolCallDelta delta =
                        read(Json.count(piece, "index"), Json.textOrEmpty(piece, "id"), piece.path("function"));
                events.add(delta);
                if (piece.path("extra_content").isObject()) {
                    signatures.set(Integer.toString(delta.index()), piece.path("extra_content"));
                }
            }
        }
        return events;
    }

    /** What Google signs its calls with, by the number of the call; it wants to see that again. Null when there is none. */
    @Nullable
    String signatures() {
        return signatures.isEmpty()
                ? null
                : JsonNodeFactory.instance.objectNode().set("calls", signatures).toString();
    }

    private ModelEvent.ToolCallDelta read(@Nullable Long number, String id, JsonNode function) {
        String name = Json.textOrEmpty(function, "name");
        int index = find(number, id, name);
        boolean first = index < 0;
        if (first) {
            index = calls.size();
            calls.add(new Open(number == null ? -1 : number.intValue(), id, !name.isEmpty()));
        }
        Open call = calls.get(index);
        boolean tellId = !id.isEmpty() && (first || call.id.isEmpty());
        boolean tellName = !name.isEmpty() && (first || !call.named);
        calls.set(index, new Open(call.number, tellId ? id : call.id, call.named || tellName));
        return new ModelEvent.ToolCallDelta(index, tellId ? id : null, tellName ? name : null, arguments(function));
    }

    /** The newest call that the piece continues, or -1 when it begins one. */
    private int find(@Nullable Long number, String id, String name) {
        for (int i = calls.size() - 1; i >= 0; i--) {
            Open call = calls.get(i);
            boolean sameNumber = number == null || call.number == number.intValue();
            boolean sameId = id.isEmpty() || call.id.isEmpty() || call.id.equals(id);
            if (sameNumber && sameId) {
                boolean another = number == null && id.isEmpty() && !name.isEmpty() && call.named;
                return another ? -1 : i;
            }
        }
        return -1;
    }

    private static String arguments(JsonNode function) {
        JsonNode arguments = function.path("arguments");
        if (arguments.isString()) {
            return arguments.stringValue();
        }
        return arguments.isObject() ? arguments.toString() : "";
    }
}
