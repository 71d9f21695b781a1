package dev.cowork.server.v1.responses;

import dev.cowork.api.v1.model.ResponseCancelledEvent;
import dev.cowork.api.v1.model.ResponseCompletedEvent;
import dev.cowork.api.v1.model.ResponseCreatedEvent;
import dev.cowork.api.v1.model.ResponseEvent;
import dev.cowork.api.v1.model.ResponseFailedEvent;
import dev.cowork.api.v1.model.ResponseInProgressEvent;
import dev.cowork.api.v1.model.ResponseIncompleteEvent;
import dev.cowork.api.v1.model.ResponseOutputTextDeltaEvent;
import dev.cowork.api.v1.model.ResponseQueuedEvent;
import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.journal.Entry;
import dev.cowork.server.platform.sse.FrameNumber;
import dev.cowork.server.platform.time.Times;
import dev.cowork.server.turns.Turn;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Events of the log as frames of the Cowork API. A pure function: the same event always gives the same frames. */
@Component
public class ResponseRenderer {

    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    /** As much of a tool's output as a frame carries, in characters. */
    private static final int MAX_OUTPUT = 65_536;

    private final JsonMapper json;

    ResponseRenderer(JsonMapper json) {
        this.json = json;
    }

    /** A frame and its number. */
    public record Frame(long number, String type, ResponseEvent data) {}

    /**
     * Renders one event.
     *
     * @param turn the turn it belongs to
     * @param entry the event as logged
     * @return its frames, in order; none for events that this contract does not show
     */
    public List<Frame> frames(Turn turn, Entry<TurnEvent> entry) {
        long number = FrameNumber.of(entry.seq(), 0);
        long at = Times.millis(entry.at());
        return switch (entry.event()) {
            case TurnEvent.Created created -> List.of(created(turn, created, number, at));
            case TurnEvent.Queued ignored ->
                List.of(new Frame(
                        number,
                        "response.queued",
                        new ResponseQueuedEvent(number, at, ResponseObjects.open(turn, "queued"))));
            case TurnEvent.Started ignored ->
                progress(
                        number,
                        progress(number, at)
                                .phase("planning")
                                .content("Planning")
                                .response(ResponseObjects.open(turn, "in_progress")));
            case TurnEvent.TextDelta delta -> List.of(delta(delta, number, at));
            case TurnEvent.ReasoningDelta delta ->
                progress(number, progress(number, at).subtype("reasoning").content(delta.delta()));
            case TurnEvent.Progress said ->
                progress(
                        number,
                        progress(number, at)
                                .phase(said.phase())
                                .content(said.message())
                                .message(said.message())
                                .etaSeconds(seconds(said.eta())));
            case TurnEvent.ToolCallStarted call ->
                progress(
                        number,
                        progress(number, at)
                                .phase("tool_start")
                                .content(call.name())
                                .message(call.label())
                                .toolName(call.name())
                                .toolUseId(call.callId()));
            case TurnEvent.ToolCallReady call -> progress(number, ready(call, number, at));
            case TurnEvent.ToolProgress line ->
                progress(
                        number,
                        thought("thought.tool_call.progress", number, at)
                                .content(line.message())
                                .toolName(line.name())
                                .toolUseId(line.callId()));
            case TurnEvent.ToolCallFinished done -> progress(number, finished(done, number, at));
            case TurnEvent.ContextCompacted compacted ->
                progress(
                        number,
                        thought("thought.context_compacted", number, at)
                                .content(compacted.message())
                                .message(compacted.message()));
            case TurnEvent.Asked asked ->
                List.of(new Frame(number, "response.ask_user", QuestionFrames.asked(asked, number, at)));
            case TurnEvent.Answered answered ->
                List.of(new Frame(number, "response.ask_user_answered", QuestionFrames.answered(answered, number, at)));
            case TurnEvent.MessageFinished ignored -> List.of();
            case TurnEvent.ReasoningFinished ignored -> List.of();
            case TurnEvent.Usage ignored -> List.of();
            case TurnEvent.ItemStarted ignored -> List.of();
            case TurnEvent.ItemCutOff ignored -> List.of();
            case TurnEvent.LimitReached ignored -> List.of();
            case TurnEvent.Ending ending -> List.of(ending(turn, ending, number, at));
        };
    }

    /** The frame for readers when the log itself cannot be written: it has no number. */
    Frame unlogged(Turn turn, String code, String sentence, long at) {
        TurnEvent.Failed failed = new TurnEvent.Failed(
                List.of(), turn.assistantItemId(), null, null, code, sentence, null, null, null, false);
        return new Frame(0, "response.failed", failed(turn, failed, at).build());
    }

    private static Frame created(Turn turn, TurnEvent.Created created, long number, long at) {
        return new Frame(
                number,
                "response.created",
                ResponseCreatedEvent.builder()
                        .sequenceNumber(number)
                        .atMs(at)
                        .conversationId(created.conversationId())
                        .harness(created.harness())
                        .runId(turn.id())
                        .userMessageId(created.userItemId())
                        .response(ResponseObjects.open(turn, "in_progress"))
                        .build());
    }

    private static Frame delta(TurnEvent.TextDelta delta, long number, long at) {
        return new Frame(
                number,
                "response.output_text.delta",
                new ResponseOutputTextDeltaEvent(
                        number,
                        at,
                        delta.itemId(),
                        delta.outputIndex(),
                        delta.contentIndex(),
                        delta.delta(),
                        List.of()));
    }

    private ResponseInProgressEvent.Builder ready(TurnEvent.ToolCallReady call, long number, long at) {
        ResponseInProgressEvent.Builder frame = thought("thought.tool_call.start", number, at)
                .content(call.name())
                .message(call.label())
                .toolName(call.name())
                .toolUseId(call.callId());
        try {
            return frame.args(json.readValue(call.arguments(), OBJECT));
        } catch (JacksonException notAnObject) {
            return frame;
        }
    }

    private static ResponseInProgressEvent.Builder finished(TurnEvent.ToolCallFinished done, long number, long at) {
        String output = done.output();
        return thought("thought.tool_call.end", number, at)
                .content(output.length() > MAX_OUTPUT ? output.substring(0, MAX_OUTPUT) : output)
                .message(done.summary())
                .toolName(done.name())
                .toolUseId(done.callId())
                .ok(done.ok())
                .etaSeconds(seconds(done.elapsed()));
    }

    private static @Nullable Double seconds(@Nullable Long millis) {
        return millis == null ? null : millis / 1000.0;
    }

    private static ResponseInProgressEvent.Builder thought(String role, long number, long at) {
        return ResponseInProgressEvent.builder().sequenceNumber(number).atMs(at).thoughtRole(role);
    }

    private static ResponseInProgressEvent.Builder progress(long number, long at) {
        return thought("thought.progress", number, at);
    }

    private static List<Frame> progress(long number, ResponseInProgressEvent.Builder frame) {
        return List.of(new Frame(number, "response.in_progress", frame.build()));
    }

    private static Frame ending(Turn turn, TurnEvent.Ending ending, long number, long at) {
        return switch (ending) {
            case TurnEvent.Completed completed ->
                new Frame(
                        number,
                        "response.completed",
                        new ResponseCompletedEvent(
                                number,
                                at,
                                Objects.requireNonNullElse(completed.assistantItemId(), turn.assistantItemId()),
                                ResponseObjects.ended(turn, ending)));
            case TurnEvent.Failed failed ->
                new Frame(
                        number,
                        "response.failed",
                        failed(turn, failed, at).sequenceNumber(number).build());
            case TurnEvent.Cancelled cancelled ->
                new Frame(
                        number,
                        "response.cancelled",
                        new ResponseCancelledEvent(
                                number, at, cancelled.assistantItemId(), ResponseObjects.ended(turn, ending)));
            case TurnEvent.Interrupted interrupted ->
                new Frame(
                        number,
                        "response.incomplete",
                        new ResponseIncompleteEvent(
                                number, at, interrupted.assistantItemId(), ResponseObjects.ended(turn, ending)));
        };
    }

    private static ResponseFailedEvent.Builder failed(Turn turn, TurnEvent.Failed failed, long at) {
        ResponseFailedEvent.Builder frame = ResponseFailedEvent.builder()
                .atMs(at)
                .assistantMessageId(failed.assistantItemId())
                .code(failed.code())
                .error(failed.message())
                .message(failed.message())
                .reconnectable(failed.reconnectable())
                .providerLabel(failed.providerLabel())
                .model(failed.model())
                .retryAfter(failed.retryAfter())
                .requestId(turn.id())
                .response(ResponseObjects.ended(turn, failed));
        Long wait = failed.retryAfter();
        if (wait != null) {
            frame.retryAt(Times.utc((at + wait * 1000) * 1000));
        }
        Long reset = failed.resetAt();
        return reset == null ? frame : frame.resetAt(Times.utc(reset * 1_000_000));
    }
}
