package dev.cowork.modelstub.responses;

import dev.cowork.modelstub.wire.Answer;
import dev.cowork.modelstub.wire.Json;
import dev.cowork.modelstub.wire.Part;
import dev.cowork.modelstub.wire.Problem;
import dev.cowork.modelstub.wire.Sse;
import dev.cowork.modelstub.wire.Turn;
import dev.cowork.modelstub.wire.Voice;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/** The events of one response. */
final class ResponsesVoice implements Voice {

    private final Turn turn;
    private final Answer answer;
    private final boolean summarizes;
    private int sequence;

    ResponsesVoice(Turn turn, Answer answer) {
        this.turn = turn;
        this.answer = answer;
        this.summarizes = ResponseObject.summarizes(turn);
    }

    @Override
    public void begin(Consumer<byte[]> out) {
        ObjectNode response = ResponseObject.running(turn, answer);
        send(event("response.created").set("response", response), out);
        send(event("response.in_progress").set("response", response), out);
    }

    @Override
    public void open(Part part, Consumer<byte[]> out) {
        ObjectNode added = event("response.output_item.added").put("output_index", index());
        send(added.set("item", ResponseObject.item(turn, answer, part, "in_progress")), out);
        switch (part.kind()) {
            case TEXT ->
                send(inside("response.content_part.added", part).set("part", ResponseObject.content(answer, "")), out);
            case THOUGHT -> {
                if (summarizes) {
                    send(
                            inside("response.reasoning_summary_part.added", part)
                                    .set("part", ResponseObject.summary("")),
                            out);
                }
            }
            case CALL -> {
                // arguments follow
            }
        }
    }

    @Override
    public void piece(Part part, String piece, Consumer<byte[]> out) {
        switch (part.kind()) {
            case TEXT -> {
                if (answer.isRefusal()) {
                    send(inside("response.refusal.delta", part).put("delta", piece), out);
                } else {
                    send(withLogprobs(inside("response.output_text.delta", part).put("delta", piece)), out);
                }
            }
            case THOUGHT -> {
                if (summarizes) {
                    send(inside("response.reasoning_summary_text.delta", part).put("delta", piece), out);
                }
            }
            case CALL ->
                send(inside("response.function_call_arguments.delta", part).put("delta", piece), out);
        }
    }

    @Override
    public void close(Part part, Consumer<byte[]> out) {
        String text = part.text();
        switch (part.kind()) {
            case TEXT -> {
                if (answer.isRefusal()) {
                    send(inside("response.refusal.done", part).put("refusal", text), out);
                } else {
                    send(withLogprobs(inside("response.output_text.done", part).put("text", text)), out);
                }
                send(inside("response.content_part.done", part).set("part", ResponseObject.content(answer, text)), out);
            }
            case THOUGHT -> {
                if (summarizes) {
                    send(inside("response.reasoning_summary_text.done", part).put("text", text), out);
                    send(
                            inside("response.reasoning_summary_part.done", part)
                                    .set("part", ResponseObject.summary(text)),
                            out);
                }
            }
            case CALL ->
                send(
                        inside("response.function_call_arguments.done", part)
                                .put("name", part.name())
                                .put("arguments", text),
                        out);
        }
        ObjectNode done = event("response.output_item.done").put("output_index", index());
        send(done.set("item", ResponseObject.item(turn, answer, part, "completed")), out);
    }

    @Override
    public void fail(Problem problem, Consumer<byte[]> out) {
        send(event("response.failed").set("response", ResponseObject.failed(turn, answer, problem)), out);
    }

    @Override
    public void end(Consumer<byte[]> out) {
        String type = ResponseObject.incompleteReason(answer) == null ? "response.completed" : "response.incomplete";
        send(event(type).set("response", ResponseObject.ended(turn, answer)), out);
    }

    @Override
    public byte[] garbage() {
        return Sse.named(
                "response.output_text.delta",
                "{\"type\": \"response.output_text.delta\", \"sequence_number\": 4, \"delta\": \"bro"
                        .getBytes(StandardCharsets.UTF_8));
    }

    private ObjectNode inside(String type, Part part) {
        String prefix = switch (part.kind()) {
            case TEXT -> "msg_";
            case THOUGHT -> "rs_";
            case CALL -> "fc_";
        };
        ObjectNode event = event(type).put("item_id", prefix + part.id()).put("output_index", index());
        switch (part.kind()) {
            case TEXT -> event.put("content_index", 0);
            case THOUGHT -> event.put("summary_index", 0);
            case CALL -> {
                // a call has no parts
            }
        }
        return event;
    }

    private static ObjectNode withLogprobs(ObjectNode event) {
        event.putArray("logprobs");
        return event;
    }

    private ObjectNode event(String type) {
        return Json.typed(type).put("sequence_number", sequence++);
    }

    private static void send(ObjectNode event, Consumer<byte[]> out) {
        out.accept(Sse.typed(event));
    }

    private int index() {
        return answer.parts().size() - 1;
    }
}
