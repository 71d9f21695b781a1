package dev.cowork.modelstub.chat;

import dev.cowork.modelstub.wire.Answer;
import dev.cowork.modelstub.wire.Json;
import dev.cowork.modelstub.wire.OpenAiDialect;
import dev.cowork.modelstub.wire.Part;
import dev.cowork.modelstub.wire.Problem;
import dev.cowork.modelstub.wire.Turn;
import dev.cowork.modelstub.wire.Voice;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Chat Completions, as OpenAI and most other servers speak it. */
public final class ChatDialect implements OpenAiDialect {

    private final boolean google;

    /**
     * A dialect for any number of requests.
     *
     * @param google whether it is Google's edition: errors in an array, and signatures on the calls that were thought about
     */
    public ChatDialect(boolean google) {
        this.google = google;
    }

    @Override
    public String name() {
        return "chat";
    }

    @Override
    public Turn read(JsonNode body) throws Problem {
        return ChatRequest.read(body, google);
    }

    @Override
    public Voice voice(Turn turn, Answer answer) {
        return new ChatVoice(turn, answer, google);
    }

    @Override
    public JsonNode whole(Turn turn, Answer answer) {
        ObjectNode completion = ChatCompletion.of("chat.completion", turn, answer);
        ObjectNode message = Json.object().put("role", "assistant");
        String text = answer.text(Part.Kind.TEXT);
        boolean silent = answer.parts(Part.Kind.TEXT).isEmpty();
        message.put("content", silent || answer.isRefusal() ? null : text);
        message.put("refusal", answer.isRefusal() ? text : null);
        if (!answer.parts(Part.Kind.THOUGHT).isEmpty()) {
            message.put("reasoning_content", answer.text(Part.Kind.THOUGHT));
        }
        if (!answer.parts(Part.Kind.CALL).isEmpty()) {
            ArrayNode calls = message.putArray("tool_calls");
            for (Part call : answer.parts(Part.Kind.CALL)) {
                calls.add(ChatCompletion.call(call, call.text(), google));
            }
        }
        ObjectNode choice = Json.object().put("index", 0).set("message", message);
        choice.putNull("logprobs").put("finish_reason", ChatCompletion.reason(answer));
        completion.set("choices", Json.array(choice));
        return completion.set("usage", ChatCompletion.usage(answer.usage()));
    }

    @Override
    public JsonNode error(Problem problem, String requestId) {
        return google ? ChatCompletion.googleError(problem) : OpenAiDialect.super.error(problem, requestId);
    }
}
