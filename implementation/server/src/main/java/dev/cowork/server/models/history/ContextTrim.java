package dev.cowork.server.models.history;

import dev.cowork.server.agent.Attachment;
import dev.cowork.server.models.HeadAndTail;
import dev.cowork.server.platform.json.ContentSize;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a conversation fit a context window that is known: the oldest turns are left out whole, then the last turn's tool outputs are cut.
 * What the user said last is never touched.
 *
 * <p>Three bytes count as a token. Real tokenizers pack about four bytes of English and about three of most other scripts, so the estimate
 * is on the safe side.
 */
public final class ContextTrim {

    private static final int BYTES_PER_TOKEN = 3;
    private static final int TOKENS_PER_STEP = 8;
    private static final int TOKENS_PER_PICTURE = 1_600;
    private static final int TOKENS_PER_PAGE = 2_000;
    private static final int MOST_FOR_ANSWER = 4_096;
    private static final int[] OUTPUT_LIMITS = {32_768, 8_192, 2_048, 512, 128};

    private final int window;

    /** @param window the most tokens of request and answer together, or 0 when unknown: then nothing is cut */
    public ContextTrim(int window) {
        this.window = window;
    }

    /**
     * @param steps the conversation, oldest first, the last turn being what is to be answered
     * @param fixed the text that goes with it in any case: instructions and tools
     * @return the newest steps that fit with room for an answer, at least the last turn
     */
    public List<Step> fit(List<Step> steps, String fixed) {
        if (window <= 0) {
            return steps;
        }
        long budget = window - Math.min(MOST_FOR_ANSWER, window / 4) - tokens(fixed);
        List<Step> kept = leaveOutOldTurns(steps, budget);
        for (int limit : OUTPUT_LIMITS) {
            if (cost(kept) <= budget) {
                return kept;
            }
            kept = cutOutputs(kept, limit);
        }
        return kept;
    }

    private static List<Step> leaveOutOldTurns(List<Step> steps, long budget) {
        long cost = cost(steps);
        int lastTurn = lastTurn(steps);
        int from = 0;
        while (cost > budget && from < lastTurn) {
            String turn = steps.get(from).turnId();
            while (from < lastTurn && steps.get(from).turnId().equals(turn)) {
                cost -= cost(steps.get(from));
                from++;
            }
        }
        return steps.subList(from, steps.size());
    }

    private static int lastTurn(List<Step> steps) {
        int from = steps.size() - 1;
        while (from > 0 && steps.get(from - 1).turnId().equals(steps.get(from).turnId())) {
            from--;
        }
        return from;
    }

    private static List<Step> cutOutputs(List<Step> steps, int limit) {
        List<Step> cut = new ArrayList<>(steps.size());
        for (Step step : steps) {
            cut.add(
                    switch (step) {
                        case Step.Message message -> message;
                        case Step.ToolRound round ->
                            new Step.ToolRound(
                                    round.turnId(),
                                    round.text(),
                                    round.calls().stream()
                                            .map(call -> cutOutput(call, limit))
                                            .toList(),
                                    round.thoughts());
                    });
        }
        return cut;
    }

    private static Step.Call cutOutput(Step.Call call, int limit) {
        return new Step.Call(call.callId(), call.name(), call.arguments(), HeadAndTail.cut(call.output(), limit));
    }

    private static long cost(List<Step> steps) {
        return steps.stream().mapToLong(ContextTrim::cost).sum();
    }

    private static long cost(Step step) {
        long thoughts = step.thoughts().stream()
                .mapToLong(thought -> tokens(thought.toString()))
                .sum();
        return switch (step) {
            case Step.Message message ->
                TOKENS_PER_STEP
                        + thoughts
                        + tokens(message.text())
                        + message.attachments().stream()
                                .mapToLong(ContextTrim::cost)
                                .sum();
            case Step.ToolRound round ->
                TOKENS_PER_STEP
                        + thoughts
                        + tokens(round.text())
                        + round.calls().stream().mapToLong(ContextTrim::cost).sum();
        };
    }

    /** A picture costs what a large one does; a page of a PDF, some 2000 tokens, has mostly more than 30 KB. */
    private static long cost(Attachment attachment) {
        return attachment.isPicture()
                ? TOKENS_PER_PICTURE
                : Math.max(TOKENS_PER_PAGE, attachment.data().length() / 20);
    }

    private static long cost(Step.Call call) {
        return 2 * TOKENS_PER_STEP
                + tokens(call.callId()) * 2
                + tokens(call.name())
                + tokens(call.arguments())
                + tokens(call.output());
    }

    private static long tokens(String text) {
        return (ContentSize.of(text) + BYTES_PER_TOKEN - 1) / BYTES_PER_TOKEN;
    }
}
