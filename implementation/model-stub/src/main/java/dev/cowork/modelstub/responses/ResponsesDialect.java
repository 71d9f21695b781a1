package dev.cowork.modelstub.responses;

import dev.cowork.modelstub.wire.Answer;
import dev.cowork.modelstub.wire.Json;
import dev.cowork.modelstub.wire.OpenAiDialect;
import dev.cowork.modelstub.wire.Problem;
import dev.cowork.modelstub.wire.Turn;
import dev.cowork.modelstub.wire.Voice;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** OpenAI Responses. */
public final class ResponsesDialect implements OpenAiDialect {

    private final ResponseStore store = new ResponseStore();

    /** One dialect, for any number of requests; it stores the newest responses. */
    public ResponsesDialect() {}

    @Override
    public String name() {
        return "responses";
    }

    @Override
    public Turn read(JsonNode body) throws Problem {
        return new ResponsesRequest(store).read(body);
    }

    @Override
    public Voice voice(Turn turn, Answer answer) {
        return new ResponsesVoice(turn, answer);
    }

    @Override
    public JsonNode whole(Turn turn, Answer answer) {
        return ResponseObject.ended(turn, answer);
    }

    @Override
    public void remember(Turn turn, Answer answer) {
        JsonNode stored = turn.body().get("store");
        if (stored != null && stored.isBoolean() && !stored.booleanValue()) {
            return;
        }
        List<JsonNode> said = new ArrayList<>();
        try {
            said.addAll(new ResponsesRequest(store).items(turn.body()));
        } catch (Problem e) {
            return; // what it goes on from was forgotten meanwhile
        }
        answer.parts().forEach(part -> {
            ObjectNode item = ResponseObject.item(turn, answer, part, "completed");
            said.add(item);
        });
        store.put("resp_" + answer.id(), said);
    }

    /** A stored input as items; text becomes a message of the user. */
    static JsonNode message(String text) {
        return Json.typed("message").put("role", "user").put("content", text);
    }
}
