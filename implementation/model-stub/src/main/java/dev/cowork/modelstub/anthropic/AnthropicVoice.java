package dev.cowork.modelstub.anthropic;

import dev.cowork.modelstub.wire.Answer;
import dev.cowork.modelstub.wire.Json;
import dev.cowork.modelstub.wire.Part;
import dev.cowork.modelstub.wire.Problem;
import dev.cowork.modelstub.wire.Seal;
import dev.cowork.modelstub.wire.Sse;
import dev.cowork.modelstub.wire.Turn;
import dev.cowork.modelstub.wire.Voice;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The events of one message. */
final class AnthropicVoice implements Voice {

    private final Turn turn;
    private final Answer answer;
    private final boolean showsThinking;

    AnthropicVoice(Turn turn, Answer answer) {
        this.turn = turn;
        this.answer = answer;
        this.showsThinking = AnthropicRequest.showsThinking(turn.body());
    }

    @Override
    public void begin(Consumer<byte[]> out) {
        ObjectNode message = AnthropicMessage.of(turn, answer);
        message.putArray("content");
        message.putNull("stop_reason").putNull("stop_sequence");
        message.set("usage", AnthropicMessage.usage(answer.usage(), 1));
        out.accept(Sse.typed(Json.typed("message_start").set("message", message)));
        out.accept(Sse.typed(Json.typed("ping")));
    }

    @Override
    public void open(Part part, Consumer<byte[]> out) {
        ObjectNode block = switch (part.kind()) {
            case TEXT -> Json.typed("text").put("text", "");
            case THOUGHT -> Json.typed("thinking").put("thinking", "").put("signature", "");
            case CALL -> AnthropicMessage.toolUse(part).set("input", Json.object());
        };
        out.accept(Sse.typed(event("content_block_start").set("content_block", block)));
        if (part.kind() == Part.Kind.CALL) {
            delta(Json.typed("input_json_delta").put("partial_json", ""), out);
        }
    }

    @Override
    public void piece(Part part, String piece, Consumer<byte[]> out) {
        switch (part.kind()) {
            case TEXT -> delta(Json.typed("text_delta").put("text", piece), out);
            case THOUGHT -> {
                if (showsThinking) {
                    delta(Json.typed("thinking_delta").put("thinking", piece), out);
                }
            }
            case CALL -> delta(Json.typed("input_json_delta").put("partial_json", piece), out);
        }
    }

    @Override
    public void close(Part part, Consumer<byte[]> out) {
        if (part.kind() == Part.Kind.THOUGHT) {
            String signature = Seal.sign(showsThinking ? part.text() : "");
            delta(Json.typed("signature_delta").put("signature", signature), out);
        }
        out.accept(Sse.typed(event("content_block_stop")));
    }

    @Override
    public void fail(Problem problem, Consumer<byte[]> out) {
        out.accept(Sse.typed(AnthropicErrors.body(problem, "req_01" + answer.id())));
    }

    @Override
    public void end(Consumer<byte[]> out) {
        ObjectNode delta = Json.object();
        AnthropicMessage.stop(delta, answer);
        ObjectNode usage = AnthropicMessage.usage(answer.usage(), answer.usage().output());
        usage.remove("cache_creation");
        usage.remove("service_tier");
        ObjectNode event = Json.typed("message_delta").set("delta", delta);
        out.accept(Sse.typed(event.set("usage", usage)));
        out.accept(Sse.typed(Json.typed("message_stop")));
    }

    @Override
    public byte[] garbage() {
        return Sse.named(
                "content_block_delta",
                "{\"type\": \"content_block_delta\", \"index\": 0, \"delta\": {\"type\": \"text_de"
                        .getBytes(StandardCharsets.UTF_8));
    }

    private void delta(JsonNode delta, Consumer<byte[]> out) {
        out.accept(Sse.typed(event("content_block_delta").set("delta", delta)));
    }

    private ObjectNode event(String type) {
        return Json.typed(type).put("index", answer.parts().size() - 1);
    }
}
