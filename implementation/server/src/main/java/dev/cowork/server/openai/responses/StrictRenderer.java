package dev.cowork.server.openai.responses;

import dev.cowork.api.openai.model.ContentPartAddedEvent;
import dev.cowork.api.openai.model.ContentPartDoneEvent;
import dev.cowork.api.openai.model.FunctionCallArgumentsDeltaEvent;
import dev.cowork.api.openai.model.FunctionCallArgumentsDoneEvent;
import dev.cowork.api.openai.model.McpCallArgumentsDeltaEvent;
import dev.cowork.api.openai.model.McpCallArgumentsDoneEvent;
import dev.cowork.api.openai.model.McpCallCompletedEvent;
import dev.cowork.api.openai.model.McpCallFailedEvent;
import dev.cowork.api.openai.model.McpCallInProgressEvent;
import dev.cowork.api.openai.model.OutputItem;
import dev.cowork.api.openai.model.OutputItemAddedEvent;
import dev.cowork.api.openai.model.OutputItemDoneEvent;
import dev.cowork.api.openai.model.OutputTextDeltaEvent;
import dev.cowork.api.openai.model.OutputTextDoneEvent;
import dev.cowork.api.openai.model.ReasoningText;
import dev.cowork.api.openai.model.ReasoningTextDeltaEvent;
import dev.cowork.api.openai.model.ReasoningTextDoneEvent;
import dev.cowork.api.openai.model.Response;
import dev.cowork.api.openai.model.ResponseCompletedEvent;
import dev.cowork.api.openai.model.ResponseCreatedEvent;
import dev.cowork.api.openai.model.ResponseFailedEvent;
import dev.cowork.api.openai.model.ResponseInProgressEvent;
import dev.cowork.api.openai.model.ResponseIncompleteEvent;
import dev.cowork.api.openai.model.ResponseQueuedEvent;
import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.journal.Entry;
import dev.cowork.server.turns.Turn;
import dev.cowork.server.turns.TurnDetails;
import dev.cowork.server.turns.TurnReport;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Events of the log as official frames in official order, and nothing else: SDKs throw on what they do not know. A pure function: the same
 * event always gives the same frames.
 */
@Component
class StrictRenderer {

    private static final String REASONING = "reasoning";
    private static final String MESSAGE = "message";

    private final ResponseObjects responses;

    StrictRenderer(ResponseObjects responses) {
        this.responses = responses;
    }

    /**
     * Renders an event before the last one.
     *
     * @param turn the turn it belongs to
     * @param details what the turn's request said
     * @param entry the event as logged
     * @return its frames, in order; none for events that have no official form
     */
    List<StrictFrame> frames(Turn turn, TurnDetails details, Entry<TurnEvent> entry) {
        FrameList frames = new FrameList(entry.seq());
        switch (entry.event()) {
            case TurnEvent.Created _ ->
                frames.add(
                        "response.created",
                        n -> new ResponseCreatedEvent(n, responses.open(turn, details, OutputItems.IN_PROGRESS)));
            case TurnEvent.Queued _ ->
                frames.add("response.queued", n -> new ResponseQueuedEvent(n, responses.open(turn, details, "queued")));
            case TurnEvent.Started _ ->
                frames.add(
                        "response.in_progress",
                        n -> new ResponseInProgressEvent(n, responses.open(turn, details, OutputItems.IN_PROGRESS)));
            case TurnEvent.ItemStarted item -> started(frames, item);
            case TurnEvent.TextDelta delta ->
                frames.add(
                        "response.output_text.delta",
                        n -> new OutputTextDeltaEvent(
                                n, delta.itemId(), delta.outputIndex(), 0, delta.delta(), List.of()));
            case TurnEvent.MessageFinished message ->
                messageDone(frames, message.itemId(), message.outputIndex(), message.text(), OutputItems.COMPLETED);
            case TurnEvent.ReasoningDelta delta ->
                frames.add(
                        "response.reasoning_text.delta",
                        n -> new ReasoningTextDeltaEvent(n, delta.itemId(), delta.outputIndex(), 0, delta.delta()));
            case TurnEvent.ReasoningFinished reasoning ->
                reasoningDone(
                        frames, reasoning.itemId(), reasoning.outputIndex(), reasoning.text(), OutputItems.COMPLETED);
            case TurnEvent.ToolCallStarted call -> {
                if (details.options().isFunction(call.name())) {
                    added(frames, call.outputIndex(), function(call, OutputItems.IN_PROGRESS));
                } else {
                    added(frames, call.outputIndex(), tool(call));
                    frames.add(
                            "response.mcp_call.in_progress",
                            n -> new McpCallInProgressEvent(n, call.itemId(), call.outputIndex()));
                }
            }
            case TurnEvent.ToolCallReady call -> ready(frames, details, call);
            case TurnEvent.ToolCallFinished call -> {
                if (!details.options().isFunction(call.name())) {
                    toolDone(frames, call);
                }
            }
            case TurnEvent.ItemCutOff cut -> cutOff(frames, details, cut);
            default -> {}
        }
        return frames.all();
    }

    /** The last frame. */
    List<StrictFrame> ending(TurnReport report, TurnEvent.Ending ending, Entry<TurnEvent> entry) {
        FrameList frames = new FrameList(entry.seq());
        Response response = responses.ended(report, ending, entry.at());
        switch (response.status()) {
            case OutputItems.COMPLETED ->
                frames.add("response.completed", n -> new ResponseCompletedEvent(n, response));
            case OutputItems.FAILED -> frames.add("response.failed", n -> new ResponseFailedEvent(n, response));
            default -> frames.add("response.incomplete", n -> new ResponseIncompleteEvent(n, response));
        }
        return frames.all();
    }

    private static void started(FrameList frames, TurnEvent.ItemStarted item) {
        boolean reasoning = item.kind().equals(REASONING);
        added(
                frames,
                item.outputIndex(),
                reasoning
                        ? OutputItems.reasoning(item.itemId(), OutputItems.IN_PROGRESS, null)
                        : OutputItems.message(item.itemId(), OutputItems.IN_PROGRESS, null));
        frames.add(
                "response.content_part.added",
                n -> new ContentPartAddedEvent(
                        n,
                        item.itemId(),
                        item.outputIndex(),
                        0,
                        reasoning ? new ReasoningText("") : OutputItems.text("")));
    }

    private static void messageDone(FrameList frames, String id, int index, String text, String status) {
        frames.add("response.output_text.done", n -> new OutputTextDoneEvent(n, id, index, 0, text, List.of()));
        frames.add(
                "response.content_part.done", n -> new ContentPartDoneEvent(n, id, index, 0, OutputItems.text(text)));
        done(frames, index, OutputItems.message(id, status, text));
    }

    private static void reasoningDone(FrameList frames, String id, int index, String text, String status) {
        frames.add("response.reasoning_text.done", n -> new ReasoningTextDoneEvent(n, id, index, 0, text));
        frames.add(
                "response.content_part.done", n -> new ContentPartDoneEvent(n, id, index, 0, new ReasoningText(text)));
        done(frames, index, OutputItems.reasoning(id, status, text));
    }

    private static OutputItem function(TurnEvent.ToolCallStarted call, String status) {
        return OutputItems.function(call.itemId(), status, call.callId(), call.name(), "");
    }

    private static OutputItem tool(TurnEvent.ToolCallStarted call) {
        return OutputItems.tool(call.itemId(), OutputItems.IN_PROGRESS, call.name(), "", null);
    }

    private static void ready(FrameList frames, TurnDetails details, TurnEvent.ToolCallReady call) {
        String id = call.itemId();
        int index = call.outputIndex();
        if (details.options().isFunction(call.name())) {
            frames.add(
                    "response.function_call_arguments.delta",
                    n -> new FunctionCallArgumentsDeltaEvent(n, id, index, call.arguments()));
            frames.add(
                    "response.function_call_arguments.done",
                    n -> new FunctionCallArgumentsDoneEvent(n, id, index, call.name(), call.arguments()));
            done(
                    frames,
                    index,
                    OutputItems.function(id, OutputItems.COMPLETED, call.callId(), call.name(), call.arguments()));
        } else {
            frames.add(
                    "response.mcp_call_arguments.delta",
                    n -> new McpCallArgumentsDeltaEvent(n, id, index, call.arguments()));
            frames.add(
                    "response.mcp_call_arguments.done",
                    n -> new McpCallArgumentsDoneEvent(n, id, index, call.arguments()));
        }
    }

    private static void toolDone(FrameList frames, TurnEvent.ToolCallFinished call) {
        String id = call.callItemId();
        int index = call.outputIndex();
        if (call.ok()) {
            frames.add("response.mcp_call.completed", n -> new McpCallCompletedEvent(n, id, index));
        } else {
            frames.add("response.mcp_call.failed", n -> new McpCallFailedEvent(n, id, index));
        }
        String status = call.ok() ? OutputItems.COMPLETED : OutputItems.FAILED;
        done(frames, index, OutputItems.tool(id, status, call.name(), call.arguments(), call.output()));
    }

    /** The text of a call that was cut off is its arguments, as far as they were whole: then a function's call is over already. */
    private static void cutOff(FrameList frames, TurnDetails details, TurnEvent.ItemCutOff cut) {
        String id = cut.itemId();
        int index = cut.outputIndex();
        String name = cut.name();
        switch (cut.kind()) {
            case MESSAGE -> messageDone(frames, id, index, cut.text(), OutputItems.INCOMPLETE);
            case REASONING -> reasoningDone(frames, id, index, cut.text(), OutputItems.INCOMPLETE);
            default -> {
                String called = name == null ? "" : name;
                String callId = cut.callId() == null ? "" : cut.callId();
                if (!details.options().isFunction(called)) {
                    frames.add("response.mcp_call.failed", n -> new McpCallFailedEvent(n, id, index));
                    done(frames, index, OutputItems.tool(id, OutputItems.INCOMPLETE, called, cut.text(), null));
                } else if (cut.text().isEmpty()) {
                    done(frames, index, OutputItems.function(id, OutputItems.INCOMPLETE, callId, called, ""));
                }
            }
        }
    }

    private static void added(FrameList frames, int index, OutputItem item) {
        frames.add("response.output_item.added", n -> new OutputItemAddedEvent(n, index, item));
    }

    private static void done(FrameList frames, int index, OutputItem item) {
        frames.add("response.output_item.done", n -> new OutputItemDoneEvent(n, index, item));
    }
}
