package dev.cowork.server.agent;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What happened in a turn. The log of a turn is a sequence of these; every contract renders its frames from them and from nothing else, so
 * each event carries all that rendering it needs.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonSubTypes({
    @JsonSubTypes.Type(value = TurnEvent.Created.class, name = "created"),
    @JsonSubTypes.Type(value = TurnEvent.Queued.class, name = "queued"),
    @JsonSubTypes.Type(value = TurnEvent.Started.class, name = "started"),
    @JsonSubTypes.Type(value = TurnEvent.ItemStarted.class, name = "item_started"),
    @JsonSubTypes.Type(value = TurnEvent.TextDelta.class, name = "text_delta"),
    @JsonSubTypes.Type(value = TurnEvent.MessageFinished.class, name = "message_finished"),
    @JsonSubTypes.Type(value = TurnEvent.ReasoningDelta.class, name = "reasoning_delta"),
    @JsonSubTypes.Type(value = TurnEvent.ReasoningFinished.class, name = "reasoning_finished"),
    @JsonSubTypes.Type(value = TurnEvent.ToolCallStarted.class, name = "tool_call_started"),
    @JsonSubTypes.Type(value = TurnEvent.ToolCallReady.class, name = "tool_call_ready"),
    @JsonSubTypes.Type(value = TurnEvent.ToolProgress.class, name = "tool_progress"),
    @JsonSubTypes.Type(value = TurnEvent.ToolCallFinished.class, name = "tool_call_finished"),
    @JsonSubTypes.Type(value = TurnEvent.QuestionAsked.class, name = "question_asked"),
    @JsonSubTypes.Type(value = TurnEvent.ApprovalAsked.class, name = "approval_asked"),
    @JsonSubTypes.Type(value = TurnEvent.QuestionAnswered.class, name = "question_answered"),
    @JsonSubTypes.Type(value = TurnEvent.ApprovalGiven.class, name = "approval_given"),
    @JsonSubTypes.Type(value = TurnEvent.ContextCompacted.class, name = "context_compacted"),
    @JsonSubTypes.Type(value = TurnEvent.Usage.class, name = "usage"),
    @JsonSubTypes.Type(value = TurnEvent.Progress.class, name = "progress"),
    @JsonSubTypes.Type(value = TurnEvent.LimitReached.class, name = "limit_reached"),
    @JsonSubTypes.Type(value = TurnEvent.ItemCutOff.class, name = "item_cut_off"),
    @JsonSubTypes.Type(value = TurnEvent.Completed.class, name = "completed"),
    @JsonSubTypes.Type(value = TurnEvent.Failed.class, name = "failed"),
    @JsonSubTypes.Type(value = TurnEvent.Cancelled.class, name = "cancelled"),
    @JsonSubTypes.Type(value = TurnEvent.Interrupted.class, name = "interrupted")
})
public sealed interface TurnEvent {

    /** Always the first event: who asked what. {@code created} is seconds since 1970 UTC. */
    record Created(
            String conversationId,
            String userItemId,
            String assistantItemId,
            String harness,
            @Nullable String model,
            JsonNode input,
            long created)
            implements TurnEvent {}

    /** The turn waits behind others of its conversation; {@code position} is 1 for the next one. */
    record Queued(int position) implements TurnEvent {}

    /** The agent begins. */
    record Started(@Nullable String model) implements TurnEvent {}

    /**
     * A message or a block of reasoning begins; before the first delta of each. A tool call begins with {@link ToolCallStarted}.
     *
     * @param itemId the item's id
     * @param outputIndex its place in the answer, from 0, without a gap
     * @param kind {@code message} or {@code reasoning}
     */
    record ItemStarted(String itemId, int outputIndex, String kind) implements TurnEvent {}

    /** More text of an answer. */
    record TextDelta(String itemId, int outputIndex, int contentIndex, String delta) implements TurnEvent {}

    /** A message of the assistant is whole; its item is stored with this event. */
    record MessageFinished(
            String itemId,
            int outputIndex,
            String text,
            @Nullable String model) implements TurnEvent {}

    /** More text of the model's reasoning. */
    record ReasoningDelta(String itemId, int outputIndex, String delta) implements TurnEvent {}

    /** A block of reasoning is whole; its item is stored with this event. */
    record ReasoningFinished(
            String itemId,
            int outputIndex,
            String text,
            @Nullable String opaque,
            @Nullable String model) implements TurnEvent {}

    /** The model begins to write a tool call. {@code label} says to a person what such a call does. */
    record ToolCallStarted(String itemId, int outputIndex, String callId, String name, String label)
            implements TurnEvent {}

    /**
     * The arguments are whole; the {@code function_call} item is stored with this event. {@code label} says to a person what the call does.
     */
    record ToolCallReady(
            String itemId,
            int outputIndex,
            String callId,
            String name,
            String label,
            String arguments,
            @Nullable String model)
            implements TurnEvent {}

    /** A line of progress of a running tool. */
    record ToolProgress(String callId, String name, String message) implements TurnEvent {}

    /**
     * The call is over; the {@code function_call_output} item is stored with this event. {@code summary} is its result in one line for a
     * person, {@code elapsed} in milliseconds. {@code callItemId}, {@code outputIndex} and {@code arguments} are those of the call.
     */
    record ToolCallFinished(
            String itemId,
            String callId,
            String name,
            String label,
            boolean ok,
            String output,
            String summary,
            long elapsed,
            String callItemId,
            int outputIndex,
            String arguments)
            implements TurnEvent {}

    /**
     * A call waits for the person. From this event on the turn is {@code waiting}; the agent that said it completes, and goes on when
     * everything that it has asked is answered.
     */
    sealed interface Asked extends TurnEvent {

        /** The public id of the question, {@code ask_…}. */
        String questionId();

        /** The call that waits. */
        String callId();

        /** The tool's name. */
        String name();
    }

    /** A tool asks something of its own. */
    record QuestionAsked(String questionId, String callId, String name, Question question) implements Asked {}

    /**
     * A call needs the person's leave. {@code label} says to a person what the call does; {@code access} is what would be touched.
     */
    record ApprovalAsked(String questionId, String callId, String name, String label, Access access) implements Asked {}

    /** A question is closed: the person has answered, or the turn has ended without an answer. */
    sealed interface Answered extends TurnEvent {

        /** The public id of the question. */
        String questionId();

        /** The call that waited. */
        String callId();
    }

    /**
     * What became of a question.
     *
     * @param status {@code answered}, {@code skipped} by the person, or {@code cancelled} with the turn
     * @param values the options that were chosen
     * @param text the person's own words, or null
     */
    record QuestionAnswered(
            String questionId,
            String callId,
            String status,
            List<String> values,
            @Nullable String text) implements Answered {}

    /**
     * What the person decided about a call, or that the turn ended before.
     *
     * @param access what the person was asked about, and nothing else
     */
    record ApprovalGiven(String questionId, String callId, Decision decision, Access access) implements Answered {}

    /**
     * What the model is shown of the conversation became shorter; nothing was removed. The {@code compaction} item is stored with this event.
     *
     * @param itemId the item's id
     * @param kind {@code summary}: {@code text} stands for the items up to {@code through}; {@code outputs}: long outputs of tools up to there
     *     are shown shortened
     * @param through the id of the last item that is covered
     * @param entries how many items are covered
     * @param text what stands for them, empty when only outputs are shortened
     * @param message a sentence for a person
     * @param model the model that wrote the summary, or null when none did
     */
    record ContextCompacted(
            String itemId,
            String kind,
            String through,
            int entries,
            String text,
            String message,
            @Nullable String model)
            implements TurnEvent {}

    /** What one model call used; null where the provider did not say. {@code messageId} is the provider's, unique. */
    record Usage(
            String provider,
            String model,
            @Nullable String messageId,
            @Nullable Long inputTokens,
            @Nullable Long cacheReadTokens,
            @Nullable Long cacheWriteTokens,
            @Nullable Long outputTokens,
            @Nullable Long reasoningTokens)
            implements TurnEvent {}

    /**
     * A sign of life or a phase.
     *
     * @param phase for example {@code model_wait}
     * @param message a sentence for a person
     * @param eta how long it takes, in milliseconds, or null when nobody knows
     */
    record Progress(String phase, String message, @Nullable Long eta) implements TurnEvent {

        /** A phase that takes nobody knows how long. */
        public Progress(String phase, String message) {
            this(phase, message, null);
        }
    }

    /** The answer ends where a limit of its request cut it. {@code limit} is {@code max_output_tokens}. */
    record LimitReached(String limit) implements TurnEvent {}

    /**
     * An item that had begun will never be whole, because the turn ends. Written by the engine alone, right before the ending. What is
     * there of a message or of reasoning is stored as an item; a call is one already if its arguments were whole.
     *
     * @param itemId the item's id
     * @param outputIndex its place in the answer
     * @param kind {@code message}, {@code reasoning} or {@code function_call}
     * @param text what there is of it; of a call its arguments, empty unless they were whole
     * @param callId the id of a call, else null
     * @param name the name of the tool of a call, else null
     */
    record ItemCutOff(
            String itemId,
            int outputIndex,
            String kind,
            String text,
            @Nullable String callId,
            @Nullable String name) implements TurnEvent {}

    /** The last event of a turn. Written by the engine alone, exactly once. */
    sealed interface Ending extends TurnEvent {

        /** What the turn said, in order. */
        List<OutputMessage> output();

        /** The public id of the row that shows the answer, or null when the turn said nothing. */
        @Nullable
        String assistantItemId();

        /** The model that answered, or null when none did. */
        @Nullable
        String model();

        /** The usage of all model calls together, null where unknown. */
        @Nullable
        TurnUsage usage();
    }

    /** One message of the answer. */
    record OutputMessage(String itemId, String text) {}

    /** Sums over the model calls of a turn; input counts cached tokens in, output counts reasoning in. */
    record TurnUsage(
            @Nullable Long inputTokens,
            @Nullable Long cachedTokens,
            @Nullable Long outputTokens,
            @Nullable Long reasoningTokens) {}

    /** The agent said all it had to say, or all that {@code limit} let it; see {@link LimitReached}. Null: nothing cut it. */
    record Completed(
            List<OutputMessage> output,
            @Nullable String assistantItemId,
            @Nullable String model,
            @Nullable TurnUsage usage,
            @Nullable String limit)
            implements Ending {}

    /**
     * Something went wrong; {@code message} is a sentence for a person, {@code retryAfter} in seconds.
     *
     * @param resetAt when the limit that was reached is lifted, in seconds since 1970 UTC, or null
     * @param reconnectable whether it helps to sign in to the provider again
     */
    record Failed(
            List<OutputMessage> output,
            @Nullable String assistantItemId,
            @Nullable String model,
            @Nullable TurnUsage usage,
            String code,
            String message,
            @Nullable String providerLabel,
            @Nullable Long retryAfter,
            @Nullable Long resetAt,
            boolean reconnectable)
            implements Ending {}

    /** Somebody stopped it. */
    record Cancelled(
            List<OutputMessage> output,
            @Nullable String assistantItemId,
            @Nullable String model,
            @Nullable TurnUsage usage)
            implements Ending {}

    /** The server stopped or died under it. */
    record Interrupted(
            List<OutputMessage> output,
            @Nullable String assistantItemId,
            @Nullable String model,
            @Nullable TurnUsage usage)
            implements Ending {}
}
