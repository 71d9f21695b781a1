package dev.cowork.server.agents.builtin;

import dev.cowork.server.models.ModelSettings;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a turn.
 *
 * @param maxToolRounds how often the model may call tools before it has to answer
 * @param reasoningEffort how hard to think unless the request says so, or null
 */
record TurnSettings(int maxToolRounds, @Nullable String reasoningEffort) {

    private static final int DEFAULT_ROUNDS = 50;
    private static final int MOST_ROUNDS = 500;

    static TurnSettings of(ModelSettings.Values values) {
        String rounds = values.get("max_tool_rounds");
        int parsed = rounds != null && rounds.strip().matches("\\d{1,6}") ? Integer.parseInt(rounds.strip()) : 0;
        String effort = values.get("planning_reasoning_effort");
        return new TurnSettings(
                parsed == 0 ? DEFAULT_ROUNDS : Math.min(parsed, MOST_ROUNDS),
                effort == null || effort.isBlank() ? null : effort.strip());
    }
}
