package dev.cowork.server.models.chat;

import dev.cowork.server.models.ModelEvent;
import dev.cowork.server.models.wire.AnswerEvents;
import dev.cowork.server.models.wire.Failures;
import dev.cowork.server.models.wire.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Turns the chunks of one answer into events. The usage and the finish are kept back until the answer has really ended. */
final class ChatChunks implements AnswerEvents {

    private final Failures failures;
    private final ToolCallPieces toolCalls = new ToolCallPieces();
    private final Thoughts thoughts = new Thoughts();
    private @Nullable String id;
    private @Nullable String finishReason;
    private ModelEvent.@Nullable Usage usage;
    private boolean any;

    ChatChunks(Failures failures) {
        this.failures = failures;
    }

    /** Reads a chunk of a streamed answer, or a whole answer. */
    @Override
    public List<ModelEvent> read(JsonNode chunk) {
        JsonNode error = chunk.path("error");
        if (chunk.isArray() && chunk.path(0).has("error") || !error.isMissingNode() && !error.isNull()) {
            throw failures.told(chunk);
        }
        if (!chunk.isObject() || !chunk.has("choices") && !chunk.has("usage")) {
            throw failures.garbled();
        }
        any = true;
        String chunkId = Json.textOrEmpty(chunk, "id");
        id = chunkId.isBlank() ? id : chunkId;
        if (chunk.path("usage").isObject()) {
            ModelEvent.Usage told = ChatUsage.read(chunk.path("usage"), id);
            usage = told == null ? usage : told;
        }
        List<ModelEvent> events = new ArrayList<>();
        for (JsonNode choice : chunk.path("choices")) {
            Long index = Json.count(choice, "index");
            if (index == null || index == 0) {
                read(choice, events);
            }
        }
        return events;
    }

    private void read(JsonNode choice, List<ModelEvent> events) {
        JsonNode delta = choice.path("delta").isObject() ? choice.path("delta") : choice.path("message");
        String reasoning = thoughts.read(delta);
        if (!reasoning.isEmpty()) {
            events.add(new ModelEvent.Reasoning(reasoning));
        }
        String text = content(delta.path("content")) + Json.textOrEmpty(delta, "refusal");
        List<ModelEvent> calls = toolCalls.read(delta.path("tool_calls"));
        if (!text.isEmpty() || !calls.isEmpty()) {
            thoughts.seal(events);
        }
        if (!text.isEmpty()) {
            events.add(new ModelEvent.Text(text));
        }
        events.addAll(calls);
        String reason = Json.textOrEmpty(choice, "finish_reason");
        if (!reason.isEmpty()) {
            finishReason = reason;
        }
    }

    /** Content is text; some send a list of parts. */
    private static String content(JsonNode content) {
        if (content.isString()) {
            return content.stringValue();
        }
        StringBuilder text = new StringBuilder();
        if (content.isArray()) {
            content.forEach(part -> text.append(Json.textOrEmpty(part, "text")));
        }
        return text.toString();
    }

    /** Never by itself: the usage comes behind the finish, and {@code [DONE]} behind that. */
    @Override
    public boolean ended() {
        return false;
    }

    @Override
    public List<ModelEvent> finish() {
        if (finishReason == null) {
            throw any ? failures.brokenOff() : failures.empty();
        }
        List<ModelEvent> last = new ArrayList<>(4);
        thoughts.seal(last);
        String signatures = toolCalls.signatures();
        if (signatures != null) {
            last.add(new ModelEvent.ReasoningSealed(signatures));
        }
        if (usage != null) {
            last.add(usage);
        }
        last.add(new ModelEvent.Finished(
                switch (finishReason) {
                    case "length", "max_tokens" -> "length";
                    case "tool_calls", "function_call" -> "tool_calls";
                    case "content_filter" -> "content_filter";
                    default -> "stop";
                }));
        return last;
    }
}
