package dev.cowork.server.agents.builtin;

import dev.cowork.server.agent.AgentFailure;
import dev.cowork.server.agent.Item;
import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.models.ChosenModel;
import dev.cowork.server.models.ModelEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns the pieces of one model answer into events: blocks of text and reasoning one after the other, and tool calls beside them.
 */
final class AnswerReader {

    /** No model writes that much in one piece; one that repeats itself for ever would fill the memory. */
    static final int LONGEST_BLOCK = 1 << 20;

    private final Transcript transcript;
    private final ChosenModel model;
    private final CallPieces pieces;
    private final List<PendingCall> calls = new ArrayList<>();
    private final boolean mayGoOn;
    private ModelEvent.@Nullable Usage usage;
    private @Nullable Block block;
    private @Nullable Block held;
    private boolean saidAnything;
    private boolean cut;

    /**
     * @param unfinished the message that the answer before this one was cut off in, which this one goes on with; or null
     * @param mayGoOn whether a message that is cut off is left open for another answer
     */
    AnswerReader(
            Transcript transcript, ChosenModel model, CallPieces pieces, @Nullable Block unfinished, boolean mayGoOn) {
        this.transcript = transcript;
        this.model = model;
        this.pieces = pieces;
        this.held = unfinished;
        this.saidAnything = unfinished != null;
        this.mayGoOn = mayGoOn;
    }

    /** The calls of the answer, once it has finished. */
    List<PendingCall> calls() {
        return calls;
    }

    /** Whether the answer reached the length that the provider allows. */
    boolean cut() {
        return cut;
    }

    /** How many tokens the answer cost, 0 when nobody said. */
    long outputTokens() {
        Long tokens = usage == null ? null : usage.outputTokens();
        return tokens == null ? 0 : tokens;
    }

    /** The message that was cut off and is to go on, or null. */
    @Nullable
    Block unfinished() {
        return held;
    }

    /** Whether it said anything to a person. */
    boolean saidAnything() {
        return saidAnything;
    }

    List<TurnEvent> read(ModelEvent event) {
        List<TurnEvent> out = new ArrayList<>();
        switch (event) {
            case ModelEvent.Text text -> delta(false, text.delta(), out);
            case ModelEvent.Reasoning reasoning -> delta(true, reasoning.delta(), out);
            case ModelEvent.ReasoningSealed block -> seal(block.opaque(), out);
            case ModelEvent.ToolCallDelta delta -> {
                closeAll(out);
                pieces.read(delta, out);
            }
            case ModelEvent.Usage told -> usage = told;
            case ModelEvent.Waiting wait -> out.add(waiting(wait));
            case ModelEvent.Finished finished -> finish(finished.reason(), out);
        }
        return out;
    }

    /** Whatever the reason is: the phase is the one that clients show. */
    private static TurnEvent waiting(ModelEvent.Waiting wait) {
        long millis = wait.time().toMillis();
        return new TurnEvent.Progress(
                "rate_limited",
                wait.why() + " Asking again in " + Math.max(1, Math.ceilDiv(millis, 1_000)) + " s.",
                millis);
    }

    private void delta(boolean reasoning, String delta, List<TurnEvent> out) {
        if (delta.isEmpty()) {
            return;
        }
        if (block != null && block.reasoning != reasoning) {
            close(out);
        }
        if (block == null && !reasoning) {
            block = held;
            held = null;
        }
        if (block == null) {
            block = begin(reasoning, out);
        }
        block.text.append(delta);
        if (block.text.length() > LONGEST_BLOCK) {
            throw failure("content_too_large", model.providerLabel() + " wrote more than an answer may hold.");
        }
        saidAnything |= !reasoning;
        out.add(
                reasoning
                        ? new TurnEvent.ReasoningDelta(block.itemId, block.outputIndex, delta)
                        : new TurnEvent.TextDelta(block.itemId, block.outputIndex, 0, delta));
    }

    private Block begin(boolean reasoning, List<TurnEvent> out) {
        Block begun = new Block(
                reasoning,
                reasoning ? transcript.nextItemId() : transcript.nextMessageId(),
                transcript.nextOutputIndex());
        out.add(new TurnEvent.ItemStarted(
                begun.itemId, begun.outputIndex, (reasoning ? Item.Type.REASONING : Item.Type.MESSAGE).wire()));
        return begun;
    }

    /** A block may be sealed without having shown any text. */
    private void seal(String opaque, List<TurnEvent> out) {
        if (block == null || !block.reasoning) {
            close(out);
            block = begin(true, out);
        }
        block.opaque = opaque;
        close(out);
    }

    private void closeAll(List<TurnEvent> out) {
        close(out);
        block = held;
        held = null;
        close(out);
    }

    /** A message that was cut off stays open, so that it is one message in the end. */
    private void leaveOpen(List<TurnEvent> out) {
        if (block != null && !block.reasoning) {
            held = block;
            block = null;
        }
        close(out);
        if (held != null) {
            transcript.message(held.itemId, held.text.toString());
        }
    }

    private void close(List<TurnEvent> out) {
        Block open = block;
        block = null;
        if (open == null) {
            return;
        }
        String text = open.text.toString();
        if (open.reasoning) {
            transcript.reasoning(open.itemId, text, open.opaque);
            out.add(new TurnEvent.ReasoningFinished(open.itemId, open.outputIndex, text, open.opaque, model.model()));
        } else {
            transcript.message(open.itemId, text);
            out.add(new TurnEvent.MessageFinished(open.itemId, open.outputIndex, text, model.model()));
        }
    }

    private void finish(String reason, List<TurnEvent> out) {
        cut = reason.equals("length");
        if (cut && mayGoOn && pieces.none()) {
            leaveOpen(out);
        } else {
            closeAll(out);
        }
        calls.addAll(pieces.finish(cut, out));
        for (PendingCall call : calls) {
            transcript.call(call);
            out.add(new TurnEvent.ToolCallReady(
                    call.itemId(),
                    call.outputIndex(),
                    call.callId(),
                    call.name(),
                    call.label(),
                    call.arguments(),
                    model.model()));
        }
        if (usage != null) {
            out.add(usage(model, usage));
        }
        if (reason.equals("content_filter") && !saidAnything && calls.isEmpty()) {
            throw failure("anton_error", model.providerLabel() + "'s content filter held the answer back.");
        }
    }

    /** What a model call used, as an event. */
    static TurnEvent.Usage usage(ChosenModel model, ModelEvent.Usage usage) {
        return new TurnEvent.Usage(
                model.provider(),
                model.model(),
                usage.messageId(),
                usage.inputTokens(),
                usage.cacheReadTokens(),
                usage.cacheWriteTokens(),
                usage.outputTokens(),
                usage.reasoningTokens());
    }

    private AgentFailure failure(String code, String sentence) {
        return new AgentFailure(code, sentence, AgentFailure.Advice.NONE, model.providerLabel(), model.model(), null);
    }

    /** A message or a piece of reasoning that is being written. */
    static final class Block {
        private final boolean reasoning;
        private final String itemId;
        private final int outputIndex;
        private final StringBuilder text = new StringBuilder();
        private @Nullable String opaque;

        Block(boolean reasoning, String itemId, int outputIndex) {
            this.reasoning = reasoning;
            this.itemId = itemId;
            this.outputIndex = outputIndex;
        }
    }
}
