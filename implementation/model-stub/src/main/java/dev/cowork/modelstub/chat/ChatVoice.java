package dev.cowork.modelstub.chat;

import dev.cowork.modelstub.wire.Answer;
import dev.cowork.modelstub.wire.Json;
import dev.cowork.modelstub.wire.OpenAiErrors;
import dev.cowork.modelstub.wire.Part;
import dev.cowork.modelstub.wire.Problem;
import dev.cowork.modelstub.wire.Sse;
import dev.cowork.modelstub.wire.Turn;
import dev.cowork.modelstub.wire.Voice;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The chunks of one completion. */
final class ChatVoice implements Voice {

    private final Turn turn;
    private final Answer answer;
    private final boolean google;
    private final boolean includesUsage;

    ChatVoice(Turn turn, Answer answer, boolean google) {
        this.turn = turn;
        this.answer = answer;
        this.google = google;
        JsonNode options = turn.body().get("stream_options");
        this.includesUsage = options != null && Json.is(options, "include_usage");
    }

    @Override
    public void begin(Consumer<byte[]> out) {
        ObjectNode delta = Json.object().put("role", "assistant").put("content", "");
        chunk(delta.putNull("refusal"), null, out);
    }

    @Override
    public void open(Part part, Consumer<byte[]> out) {
        if (part.kind() == Part.Kind.CALL) {
            ObjectNode call = ChatCompletion.call(part, "", google).put("index", index());
            chunk(Json.object().set("tool_calls", Json.array(call)), null, out);
        }
    }

    @Override
    public void piece(Part part, String piece, Consumer<byte[]> out) {
        ObjectNode delta = Json.object();
        switch (part.kind()) {
            case TEXT -> delta.put(answer.isRefusal() ? "refusal" : "content", piece);
            case THOUGHT -> delta.put("reasoning_content", piece);
            case CALL -> {
                ObjectNode call = Json.object().put("index", index());
                call.putObject("function").put("arguments", piece);
                delta.set("tool_calls", Json.array(call));
            }
        }
        chunk(delta, null, out);
    }

    @Override
    public void close(Part part, Consumer<byte[]> out) {
        // the next part, or the end, says it
    }

    @Override
    public void fail(Problem problem, Consumer<byte[]> out) {
        out.accept(Sse.data(google ? ChatCompletion.googleError(problem) : OpenAiErrors.body(problem)));
    }

    @Override
    public void end(Consumer<byte[]> out) {
        chunk(Json.object(), ChatCompletion.reason(answer), out);
        if (includesUsage) {
            ObjectNode last = ChatCompletion.of("chat.completion.chunk", turn, answer);
            last.putArray("choices");
            last.set("usage", ChatCompletion.usage(answer.usage()));
            out.accept(Sse.data(last));
        }
        out.accept(Sse.data("[DONE]"));
    }

    @Override
    public byte[] garbage() {
        return Sse.data("{\"id\": \"chatcmpl-" + answer.id() + "\", \"choices\": [{\"index\": 0, \"delta\": {\"cont");
    }

    private void chunk(JsonNode delta, @Nullable String reason, Consumer<byte[]> out) {
        ObjectNode chunk = ChatCompletion.of("chat.completion.chunk", turn, answer);
        ObjectNode choice = Json.object().put("index", 0).set("delta", delta);
        choice.putNull("logprobs").put("finish_reason", reason);
        chunk.set("choices", Json.array(choice));
        if (includesUsage) {
            chunk.putNull("usage");
        }
        out.accept(Sse.data(chunk));
    }

    private int index() {
        return answer.parts(Part.Kind.CALL).size() - 1;
    }
}
