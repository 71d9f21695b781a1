package dev.cowork.server.models.anthropic;

import dev.cowork.server.models.history.Step;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Asks for thinking, where somebody chose how hard: newer models decide by themselves how long they think and are told an effort, the older
 * ones are given a number of tokens.
 */
final class Thinking {

    private static final Pattern BY_EFFORT =
            Pattern.compile("(.*[/.])?claude-[a-z]+-(4-[6-9]|[5-9])(?!\\d).*|(.*[/.])?claude-mythos-.*");
    private static final int LEAST_BUDGET = 1_024;

    private Thinking() {}

    /**
     * @param body the request, to which it is added
     * @param model the provider's name of the model
     * @param effort how hard to think, or null
     * @param most the most tokens of the answer, thinking counted in
     * @param steps the conversation
     * @return whether the model is asked to think
     */
    static boolean ask(ObjectNode body, String model, @Nullable String effort, int most, List<Step> steps) {
        String word = effort == null ? "none" : effort.strip().toLowerCase(Locale.ROOT);
        if (word.isEmpty() || word.equals("none") || word.equals("off")) {
            return false;
        }
        if (BY_EFFORT.matcher(model).matches()) {
            body.putObject("thinking").put("type", "adaptive").put("display", "summarized");
            body.putObject("output_config").put("effort", word.equals("minimal") ? "low" : word);
            return true;
        }
        int budget = Math.min(budget(word), most - LEAST_BUDGET);
        if (budget < LEAST_BUDGET || calledWithoutThinking(steps)) {
            return false;
        }
        body.putObject("thinking").put("type", "enabled").put("budget_tokens", budget);
        return true;
    }

    private static int budget(String effort) {
        return switch (effort) {
            case "minimal" -> LEAST_BUDGET;
            case "low" -> 4_096;
            case "high" -> 16_384;
            case "xhigh", "max" -> 24_576;
            default -> 8_192;
        };
    }

    /** In the middle of tool calls that began without thinking, it cannot be begun with. */
    private static boolean calledWithoutThinking(List<Step> steps) {
        return !steps.isEmpty()
                && steps.getLast() instanceof Step.ToolRound round
                && steps.stream()
                        .filter(step -> step.turnId().equals(round.turnId()))
                        .allMatch(step -> step.thoughts().isEmpty());
    }
}
