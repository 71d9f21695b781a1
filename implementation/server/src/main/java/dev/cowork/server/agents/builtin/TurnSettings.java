package dev.cowork.server.agents.builtin;

import dev.cowork.server.models.ModelSettings;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a turn.
 *
 * @param maxToolRounds how often the model may call tools before it has to answer
 * @param maxContinuations how often an answer that was cut off for its length may go on
 * @param maxTokens how many tokens all model calls of a turn may take together, 0 for any number
 * @param reasoningEffort how hard to think unless the request says so, or null
 */
record TurnSettings(
        int maxToolRounds,
        int maxContinuations,
        long maxTokens,
        @Nullable String reasoningEffort) {

    private static final int DEFAULT_ROUNDS = 50;
    private static final int MOST_ROUNDS = 500;
    private static final int DEFAULT_TOKENS = 1_250_000;
    private static final int DEFAULT_CONTINUATIONS = 5;
    private static final int MOST_CONTINUATIONS = 25;

    static TurnSettings of(ModelSettings.Values values) {
        int rounds = number(values.get("max_tool_rounds"), DEFAULT_ROUNDS);
        int continuations = number(values.get("max_continuations"), DEFAULT_CONTINUATIONS);
        String effort = values.get("planning_reasoning_effort");
        return new TurnSettings(
                rounds == 0 ? DEFAULT_ROUNDS : Math.min(rounds, MOST_ROUNDS),
                Math.min(continuations, MOST_CONTINUATIONS),
                number(values.get("max_turn_tokens"), DEFAULT_TOKENS),
                effort == null || effort.isBlank() ? null : effort.strip());
    }

    private static int number(@Nullable String digits, int otherwise) {
        return digits != null && digits.strip().matches("\\d{1,9}") ? Integer.parseInt(digits.strip()) : otherwise;
    }
}
