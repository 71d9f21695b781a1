package dev.cowork.server.models.responses;

import dev.cowork.server.models.ModelEvent;
import dev.cowork.server.models.wire.AnswerEvents;
import dev.cowork.server.models.wire.Failures;
import dev.cowork.server.models.wire.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Turns the events of one response into ours. */
final class ResponsesEvents implements AnswerEvents {

    private final Failures failures;
    private final CallItems calls = new CallItems();
    private @Nullable JsonNode response;
    private boolean begun;

    ResponsesEvents(Failures failures) {
        this.failures = failures;
    }

    @Override
    public List<ModelEvent> read(JsonNode event) {
        String type = Json.textOrEmpty(event, "type");
        if (type.isEmpty()) {
            throw event.has("error") ? failures.told(event) : failures.garbled();
        }
        begun = true;
        List<ModelEvent> out = new ArrayList<>(1);
        int index = Json.index(event, "output_index");
        switch (type) {
            case "response.output_text.delta", "response.refusal.delta" -> text(Json.textOrEmpty(event, "delta"), out);
            case "response.reasoning_summary_text.delta", "response.reasoning_text.delta" ->
                reasoning(Json.textOrEmpty(event, "delta"), out);
            case "response.reasoning_summary_part.added" -> {
                if (Json.index(event, "summary_index") > 0) {
                    reasoning("\n\n", out);
                }
            }
            case "response.output_item.added" -> calls.added(index, event.path("item"), out);
            case "response.function_call_arguments.delta" ->
                calls.arguments(index, Json.textOrEmpty(event, "delta"), out);
            case "response.output_item.done" -> done(index, event.path("item"), out);
            case "response.completed", "response.incomplete" -> response = event.path("response");
            case "response.failed" -> throw failures.told(event.path("response"));
            case "error" -> throw failures.told(event);
            default -> {} // what repeats the deltas, tools of the provider, and what may come in the future
        }
        return out;
    }

    private void done(int index, JsonNode item, List<ModelEvent> out) {
        calls.done(index, item, out);
        if (Json.textOrEmpty(item, "type").equals("reasoning")
                && !Json.textOrEmpty(item, "encrypted_content").isEmpty()) {
            out.add(new ModelEvent.ReasoningSealed(replayable(item)));
        }
    }

    /** Nothing is stored at the provider, so its id means nothing there. */
    private static String replayable(JsonNode item) {
        ObjectNode block = JsonNodeFactory.instance.objectNode().put("type", "reasoning");
        block.set("summary", item.path("summary").isArray() ? item.path("summary") : block.arrayNode());
        return block.put("encrypted_content", Json.textOrEmpty(item, "encrypted_content"))
                .toString();
    }

    private static void text(String text, List<ModelEvent> out) {
        if (!text.isEmpty()) {
            out.add(new ModelEvent.Text(text));
        }
    }

    private static void reasoning(String text, List<ModelEvent> out) {
        if (!text.isEmpty()) {
            out.add(new ModelEvent.Reasoning(text));
        }
    }

    @Override
    public boolean ended() {
        return response != null;
    }

    @Override
    public List<ModelEvent> finish() {
        if (response == null) {
            throw begun ? failures.brokenOff() : failures.empty();
        }
        List<ModelEvent> last = new ArrayList<>(2);
        ModelEvent.Usage used = usage(response);
        if (used != null) {
            last.add(used);
        }
        last.add(new ModelEvent.Finished(reason(response)));
        return last;
    }

    private String reason(JsonNode ended) {
        return switch (Json.textOrEmpty(ended.path("incomplete_details"), "reason")) {
            case "max_output_tokens" -> "length";
            case "content_filter" -> "content_filter";
            default -> calls.any() ? "tool_calls" : "stop";
        };
    }

    /** This dialect counts cached tokens into the input's, we keep them apart. */
    private static ModelEvent.@Nullable Usage usage(JsonNode ended) {
        JsonNode usage = ended.path("usage");
        Long input = Json.count(usage, "input_tokens");
        Long output = Json.count(usage, "output_tokens");
        if (input == null && output == null) {
            return null;
        }
        Long read = Json.count(usage.path("input_tokens_details"), "cached_tokens");
        Long written = Json.count(usage.path("input_tokens_details"), "cache_write_tokens");
        Long fresh = input == null ? null : (Long) Math.max(0, input - orNone(read) - orNone(written));
        String id = Json.textOrEmpty(ended, "id");
        return new ModelEvent.Usage(
                id.isBlank() ? null : id,
                fresh,
                read,
                written,
                output,
                Json.count(usage.path("output_tokens_details"), "reasoning_tokens"));
    }

    private static long orNone(@Nullable Long count) {
        return count == null ? 0 : count;
    }
}
