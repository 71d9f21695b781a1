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

    private final Edition edition;

    /**
     * A dialect for any number of requests.
     *
     * @param edition whose it is
     */
    public ChatDialect(Edition edition) {
        this.edition = edition;
    }

    @Override
    public String name() {
        return "chat";
    }

    @Override
    public Turn read(JsonNode body) throws Problem {
        return ChatRequest.read(body, edition);
    }

    @Override
    public Voice voice(Turn turn, Answer answer) {
        return new ChatVoice(turn, answer, edition == Edition.GOOGLE);
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
                calls.add(ChatCompletion.call(call, call.text(), edition == Edition.GOOGLE));
            }
        }
        ObjectNode choice = Json.object().put("index", 0).set("message", message);
        choice.putNull("logprobs").put("finish_reason", ChatCompletion.reason(answer));
        completion.set("choices", Json.array(choice));
        return completion.set("usage", ChatCompletion.usage(answer.usage()));
    }

    @Override
    public JsonNode error(Problem problem, String requestId) {
        return edition == Edition.GOOGLE
                ? ChatCompletion.googleError(problem)
                : OpenAiDialect.super.error(problem, requestId);
    }
}
