package dev.cowork.server.turns;

import dev.cowork.server.agent.TurnEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
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
    private int nextPosition = 1;
    private boolean created;
    private boolean started;
    private boolean waiting;
    private long repeated;

    void add(TurnEvent event) {
        switch (event) {
            case TurnEvent.TextDelta delta -> {
                openItemId = delta.itemId();
                openText.append(delta.delta());
            }
            case TurnEvent.ReasoningDelta delta -> {
                openReasoningId = delta.itemId();
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
            case TurnEvent.ToolCallReady ignored -> nextPosition++;
            case TurnEvent.ToolCallFinished ignored -> nextPosition++;
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
            case TurnEvent.ToolCallStarted ignored -> {}
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

    /** The place of the next item; the user's message is 0. */
    int nextPosition() {
        return nextPosition;
    }
}
