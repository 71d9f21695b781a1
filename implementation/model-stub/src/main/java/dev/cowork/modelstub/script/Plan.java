package dev.cowork.modelstub.script;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One answer.
 *
 * @param steps what it does, in order
 * @param stop the reason to stop that it reports, or null for the natural one
 * @param usage the tokens that it reports, or null for counted ones
 * @param headers the headers of its errors, beside the usual ones
 */
public record Plan(
        List<Step> steps, @Nullable String stop, @Nullable Tokens usage, Map<String, String> headers) {

    /** Fixed tokens: all of the input, of these from the cache, and the output. */
    public record Tokens(int input, int output, int cached) {}

    /** An answer of plain text. */
    public static Plan saying(String text) {
        return new Plan(List.of(new Step.Say(text)), null, null, Map.of());
    }

    int calls() {
        return (int) steps.stream().filter(step -> step instanceof Step.Tool).count();
    }
}
