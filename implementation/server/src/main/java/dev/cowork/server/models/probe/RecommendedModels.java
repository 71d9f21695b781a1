package dev.cowork.server.models.probe;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Models to choose from. Providers go by their names as clients spell them, models by the ids that their providers gave them.
 *
 * @param models the models of each provider, the best first
 * @param pairs for each provider the models for planning, for coding and for small jobs
 * @param efforts how hard a model can think
 * @param enabled whether the account may use a model, where the provider says so
 * @param disabledReasons why it may not
 * @param labels names for people, where they differ from the ids
 * @param providers the provider of each model
 * @param families the family of a model, where it is known
 */
public record RecommendedModels(
        Map<String, List<String>> models,
        Map<String, List<String>> pairs,
        Map<String, Effort> efforts,
        Map<String, Boolean> enabled,
        Map<String, String> disabledReasons,
        Map<String, String> labels,
        Map<String, String> providers,
        Map<String, String> families) {

    /**
     * How hard a model can think.
     *
     * @param efforts the levels, the least first
     * @param usual the level when none is chosen, or null
     */
    public record Effort(List<String> efforts, @Nullable String usual) {}
}
