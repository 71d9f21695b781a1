package dev.cowork.server.models;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One piece of a model's answer, the same for every provider. */
public sealed interface ModelEvent {

    /** More answer text. */
    record Text(String delta) implements ModelEvent {}

    /** More reasoning text. */
    record Reasoning(String delta) implements ModelEvent {}

    /**
     * The reasoning up to here is a block that its provider wants to see again, in the turn and in later ones.
     *
     * @param opaque the block as an item keeps it
     */
    record ReasoningSealed(String opaque) implements ModelEvent {}

    /**
     * A piece of a tool call. {@code index} tells calls apart; id and name come with the first piece of each, {@code arguments} is more
     * JSON text.
     */
    record ToolCallDelta(
            int index, @Nullable String id, @Nullable String name, String arguments) implements ModelEvent {}

    /** What the call used, where the provider says so. */
    record Usage(
            @Nullable String messageId,
            @Nullable Long inputTokens,
            @Nullable Long cacheReadTokens,
            @Nullable Long cacheWriteTokens,
            @Nullable Long outputTokens,
            @Nullable Long reasoningTokens)
            implements ModelEvent {}

    /**
     * The provider could not take the request, which is repeated after a wait that begins now. Says nothing of an answer: comes before the
     * first piece of one.
     *
     * @param why a sentence for a person
     * @param time how long the wait is
     */
    record Waiting(String why, Duration time) implements ModelEvent {}

    /** The model has finished; {@code reason} is {@code stop}, {@code tool_calls}, {@code length} or {@code content_filter}. */
    record Finished(String reason) implements ModelEvent {}
}
