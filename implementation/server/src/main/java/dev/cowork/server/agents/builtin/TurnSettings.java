package dev.cowork.server.agents.builtin;

import dev.cowork.server.models.ModelSettings;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a turn.
 *
 * @param maxToolRounds how often the model may call tools before it has to answer
 * @param maxContinuations how often an answer that was cut off for its length may go on
 * @param reasoningEffort how hard to think unless the request says so, or null
 */
record TurnSettings(
        int maxToolRounds, int maxContinuations, @Nullable String reasoningEffort) {

    private static final int DEFAULT_ROUNDS = 50;
    private static final int MOST_ROUNDS = 500;
    private static final int DEFAULT_CONTINUATIONS = 5;
    private static final int MOST_CONTINUATIONS = 25;

    static TurnSettings of(ModelSettings.Values values) {
        int rounds = number(values.get("max_tool_rounds"), DEFAULT_ROUNDS);
        int continuations = number(values.get("max_continuations"), DEFAULT_CONTINUATIONS);
        String effort = values.get("planning_reasoning_effort");
        return new TurnSettings(
                rounds == 0 ? DEFAULT_ROUNDS : Math.min(rounds, MOST_ROUNDS),
                Math.min(continuations, MOST_CONTINUATIONS),
                effort == null || effort.isBlank() ? null : effort.strip());
    }

    private static int number(@Nullable String digits, int otherwise) {
        return digits != null && digits.strip().matches("\\d{1,6}") ? Integer.parseInt(digits.strip()) : otherwise;
    }
}
