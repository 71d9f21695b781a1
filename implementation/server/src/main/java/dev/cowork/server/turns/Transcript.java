package dev.cowork.server.turns;

import dev.cowork.server.agent.Item;
import dev.cowork.server.agent.TurnEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a turn has said so far, folded from its events. The same fold serves a running turn and, after a crash, the log of a dead one, so
 * both end alike.
 */
final class Transcript {

    /** What the last event repeats of the answer, in characters: its newest messages, one at least. All of them are items. */
    static final int REPEATED = 1 << 20;

    private final ArrayDeque<TurnEvent.OutputMessage> finished = new ArrayDeque<>();
    private final List<TurnEvent.Usage> usage = new ArrayList<>();
    private final StringBuilder openText = new StringBuilder();
    private final StringBuilder openReasoning = new StringBuilder();
    private final Map<String, TurnEvent.Asked> questions = new LinkedHashMap<>();
    private @Nullable String openItemId;
    private @Nullable String openReasoningId;
    private @Nullable String model;
    private final Map<String, TurnEvent.ItemCutOff> openCalls = new LinkedHashMap<>();
    private int openOutputIndex;
    private int openReasoningIndex;
    private @Nullable String limit;
    private int nextPosition;
    private boolean created;
    private boolean started;
    private boolean waiting;
    private long repeated;

    /** @param inputs how many items started the turn: those of the answer come after them */
    Transcript(int inputs) {
        this.nextPosition = inputs;
    }

    /** This one with more behind it; itself it stays as it is. */
    Transcript and(List<TurnEvent> more) {
        if (more.isEmpty()) {
            return this;
        }
        Transcript all = new Transcript(nextPosition);
        all.finished.addAll(finished);
        all.usage.addAll(usage);
        all.openText.append(openText);
        all.openReasoning.append(openReasoning);
        all.questions.putAll(questions);
        all.openItemId = openItemId;
        all.openReasoningId = openReasoningId;
        all.model = model;
        all.openCalls.putAll(openCalls);
        all.openOutputIndex = openOutputIndex;
        all.openReasoningIndex = openReasoningIndex;
        all.limit = limit;
        all.created = created;
        all.started = started;
        all.waiting = waiting;
        all.repeated = repeated;
        more.forEach(all::add);
        return all;
    }

    void add(TurnEvent event) {
        switch (event) {
            case TurnEvent.TextDelta delta -> {
                openItemId = delta.itemId();
                openOutputIndex = delta.outputIndex();
                openText.append(delta.delta());
            }
            case TurnEvent.ReasoningDelta delta -> {
                openReasoningId = delta.itemId();
                openReasoningIndex = delta.outputIndex();
                openReasoning.append(delta.delta());
            }
            case TurnEvent.MessageFinished message -> {
                finish(new TurnEvent.OutputMessage(message.itemId(), message.text()));
                model = message.model() == null ? model : message.model();
                openItemId = null;
                openText.setLength(0);
                nextPosition++;
            }
            case TurnEvent.ReasoningFinished ignored -> {
                openReasoningId = null;
                openReasoning.setLength(0);
                nextPosition++;
            }
            case TurnEvent.ToolCallReady call -> {
                openCalls.put(call.callId(), cut(call));
                nextPosition++;
            }
            case TurnEvent.ToolCallFinished done -> {
                openCalls.remove(done.callId());
                nextPosition++;
            }
            case TurnEvent.ContextCompacted ignored -> nextPosition++;
            case TurnEvent.Usage call -> {
                usage.add(call);
                model = call.model();
            }
            case TurnEvent.Started ignored -> {
                started = true;
                waiting = false;
            }
            case TurnEvent.Asked asked -> {
                questions.put(asked.questionId(), asked);
                waiting = true;
            }
            case TurnEvent.Answered answered -> questions.remove(answered.questionId());
            case TurnEvent.Created ignored -> created = true;
            case TurnEvent.Queued ignored -> {}
            case TurnEvent.ToolCallStarted call -> openCalls.put(call.callId(), cut(call));
            case TurnEvent.LimitReached reached -> limit = reached.limit();
            case TurnEvent.ItemStarted ignored -> {}
            case TurnEvent.ItemCutOff ignored -> {}
            case TurnEvent.ToolProgress ignored -> {}
            case TurnEvent.Progress ignored -> {}
            case TurnEvent.Ending ignored -> {}
        }
    }

    private void finish(TurnEvent.OutputMessage message) {
        finished.add(message);
        repeated += message.text().length();
        while (repeated > REPEATED && finished.size() > 1) {
            repeated -= finished.remove().text().length();
        }
    }

    /** The newest messages, a broken-off one included. */
    List<TurnEvent.OutputMessage> output() {
        List<TurnEvent.OutputMessage> all = new ArrayList<>(finished);
        TurnEvent.OutputMessage open = openMessage();
        if (open != null) {
            all.add(open);
        }
        return List.copyOf(all);
    }

    /** The message that was being written, or null. */
    TurnEvent.@Nullable OutputMessage openMessage() {
        return openItemId == null || openText.isEmpty()
                ? null
                : new TurnEvent.OutputMessage(openItemId, openText.toString());
    }

    /** The reasoning that was being written, or null. */
    TurnEvent.@Nullable OutputMessage openReasoning() {
        return openReasoningId == null || openReasoning.isEmpty()
                ? null
                : new TurnEvent.OutputMessage(openReasoningId, openReasoning.toString());
    }

    /** What an ending cuts off, in the order of the answer. */
    List<TurnEvent> cutOff() {
        List<TurnEvent.ItemCutOff> open = new ArrayList<>();
        TurnEvent.OutputMessage reasoning = openReasoning();
        if (reasoning != null) {
            open.add(cut(reasoning, openReasoningIndex, Item.Type.REASONING));
        }
        TurnEvent.OutputMessage message = openMessage();
        if (message != null) {
            open.add(cut(message, openOutputIndex, Item.Type.MESSAGE));
        }
        open.addAll(openCalls.values());
        open.sort(Comparator.comparingInt(TurnEvent.ItemCutOff::outputIndex));
        return List.copyOf(open);
    }

    private static TurnEvent.ItemCutOff cut(TurnEvent.OutputMessage said, int outputIndex, Item.Type type) {
        return new TurnEvent.ItemCutOff(said.itemId(), outputIndex, type.wire(), said.text(), null, null);
    }

    private static TurnEvent.ItemCutOff cut(TurnEvent.ToolCallStarted call) {
        return new TurnEvent.ItemCutOff(
                call.itemId(), call.outputIndex(), Item.Type.FUNCTION_CALL.wire(), "", call.callId(), call.name());
    }

    private static TurnEvent.ItemCutOff cut(TurnEvent.ToolCallReady call) {
        return new TurnEvent.ItemCutOff(
                call.itemId(),
                call.outputIndex(),
                Item.Type.FUNCTION_CALL.wire(),
                call.arguments(),
                call.callId(),
                call.name());
    }

    /** The limit of the request that has cut the answer, or null. */
    @Nullable
    String limit() {
        return limit;
    }

    /** The model calls, in order. */
    List<TurnEvent.Usage> usage() {
        return List.copyOf(usage);
    }

    /** The sums over the calls; null when no call reported anything. */
    TurnEvent.@Nullable TurnUsage total() {
        Long input = null;
        Long cached = null;
        Long output = null;
        Long reasoning = null;
        for (TurnEvent.Usage call : usage) {
            input = plus(plus(plus(input, call.inputTokens()), call.cacheReadTokens()), call.cacheWriteTokens());
            cached = plus(cached, call.cacheReadTokens());
            output = plus(output, call.outputTokens());
            reasoning = plus(reasoning, call.reasoningTokens());
        }
        return input == null && output == null ? null : new TurnEvent.TurnUsage(input, cached, output, reasoning);
    }

    private static @Nullable Long plus(@Nullable Long sum, @Nullable Long more) {
        if (more == null) {
            return sum;
        }
        return sum == null ? more : Long.valueOf(sum + more);
    }

    /** The model that answered last, as far as is known. */
    @Nullable
    String model() {
        return model;
    }

    /** Whether nothing is known of it, not even its beginning. */
    boolean empty() {
        return !created;
    }

    /** Whether its agent has begun. */
    boolean started() {
        return started;
    }

    /** Whether it has asked something and its agent has not gone on since. */
    boolean waiting() {
        return waiting;
    }

    /** What it has asked and nobody has answered, in order. */
    List<TurnEvent.Asked> questions() {
        return List.copyOf(questions.values());
    }

    /** An open question, or null. */
    TurnEvent.@Nullable Asked question(String id) {
        return questions.get(id);
    }

    /** The place of the next item in the turn. */
    int nextPosition() {
        return nextPosition;
    }
}
