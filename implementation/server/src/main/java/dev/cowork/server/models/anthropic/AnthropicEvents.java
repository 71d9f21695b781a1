package dev.cowork.server.models.anthropic;

import dev.cowork.server.models.ModelEvent;
import dev.cowork.server.models.wire.AnswerEvents;
import dev.cowork.server.models.wire.Failures;
import dev.cowork.server.models.wire.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Turns the events of one message into ours. */
final class AnthropicEvents implements AnswerEvents {

    private static final int MOST = 1_000;

    private final Failures failures;
    private final AnthropicUsage usage = new AnthropicUsage();
    private final Map<Integer, Integer> calls = new HashMap<>();
    private final Map<Integer, ThinkingBlock> thoughts = new HashMap<>();
    private int callsSoFar;
    private @Nullable String stopReason;
    private boolean begun;
    private boolean ended;

    AnthropicEvents(Failures failures) {
        this.failures = failures;
    }

    @Override
    public List<ModelEvent> read(JsonNode event) {
        String type = Json.textOrEmpty(event, "type");
        if (type.isEmpty()) {
            throw event.has("error") ? failures.told(event) : failures.garbled();
        }
        List<ModelEvent> out = new ArrayList<>(1);
        switch (type) {
            case "message_start" -> {
                begun = true;
                usage.begin(event.path("message"));
            }
            case "content_block_start" -> start(Json.index(event, "index"), event.path("content_block"), out);
            case "content_block_delta" -> delta(Json.index(event, "index"), event.path("delta"), out);
            case "message_delta" -> {
                String reason = Json.textOrEmpty(event.path("delta"), "stop_reason");
                stopReason = reason.isEmpty() ? stopReason : reason;
                usage.read(event.path("usage"));
            }
            case "content_block_stop" -> stop(Json.index(event, "index"), out);
            case "message_stop" -> ended = true;
            case "error" -> throw failures.told(event);
            case "message" -> throw failures.garbled(); // a whole answer, though a stream was asked for
            default -> {} // pings, and what may come in the future
        }
        return out;
    }

    private void start(int index, JsonNode block, List<ModelEvent> out) {
        calls.remove(index);
        thoughts.remove(index);
        switch (Json.textOrEmpty(block, "type")) {
            case "text" -> text(Json.textOrEmpty(block, "text"), out);
            case "thinking" -> {
                if (thoughts.size() < MOST) {
                    thoughts.put(index, new ThinkingBlock());
                }
                thought(index, Json.textOrEmpty(block, "thinking"), out);
            }
            case "redacted_thinking" -> out.add(new ModelEvent.ReasoningSealed(block.toString()));
            case "tool_use" -> {
                if (callsSoFar < MOST) {
                    calls.put(index, callsSoFar);
                    JsonNode input = block.path("input");
                    out.add(new ModelEvent.ToolCallDelta(
                            callsSoFar++,
                            Json.text(block, "id"),
                            Json.text(block, "name"),
                            input.isObject() && !input.isEmpty() ? input.toString() : ""));
                }
            }
            default -> {} // tools of the provider
        }
    }

    private void delta(int index, JsonNode delta, List<ModelEvent> out) {
        switch (Json.textOrEmpty(delta, "type")) {
            case "text_delta" -> text(Json.textOrEmpty(delta, "text"), out);
            case "thinking_delta" -> thought(index, Json.textOrEmpty(delta, "thinking"), out);
            case "signature_delta" -> {
                ThinkingBlock thought = thoughts.get(index);
                if (thought != null) {
                    thought.sign(Json.textOrEmpty(delta, "signature"));
                }
            }
            case "input_json_delta" -> {
                Integer call = calls.get(index);
                String json = Json.textOrEmpty(delta, "partial_json");
                if (call != null && !json.isEmpty()) {
                    out.add(new ModelEvent.ToolCallDelta(call, null, null, json));
                }
            }
            default -> {} // citations
        }
    }

    private static void text(String text, List<ModelEvent> out) {
        if (!text.isEmpty()) {
            out.add(new ModelEvent.Text(text));
        }
    }

    private void stop(int index, List<ModelEvent> out) {
        ThinkingBlock thought = thoughts.remove(index);
        String block = thought == null ? null : thought.json();
        if (block != null) {
            out.add(new ModelEvent.ReasoningSealed(block));
        }
    }

    private void thought(int index, String text, List<ModelEvent> out) {
        ThinkingBlock thought = thoughts.get(index);
        if (thought != null) {
            thought.add(text);
        }
        if (!text.isEmpty()) {
            out.add(new ModelEvent.Reasoning(text));
        }
    }

    @Override
    public boolean ended() {
        return ended;
    }

    @Override
    public List<ModelEvent> finish() {
        if (stopReason == null) {
            throw begun ? failures.brokenOff() : failures.empty();
        }
        List<ModelEvent> last = new ArrayList<>(2);
        ModelEvent.Usage used = usage.told();
        if (used != null) {
            last.add(used);
        }
        last.add(new ModelEvent.Finished(
                switch (stopReason) {
                    case "max_tokens", "model_context_window_exceeded" -> "length";
                    case "tool_use" -> "tool_calls";
                    case "refusal" -> "content_filter";
                    default -> "stop";
                }));
        return last;
    }
}
