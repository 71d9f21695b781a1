package dev.cowork.server.agent;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one turn is to be answered, where its request says so. It is stored with the turn, so a queue and a restart keep it.
 *
 * @param instructions what the agent is told for this turn only, beside what it is always told; null for nothing
 * @param maxOutputTokens the most tokens that all answers of the turn's model calls together may have, reasoning counted in, at least 1; null
 *     for no limit of the request's own
 * @param temperature how much chance plays a part, from 0 to 2; null for the model's own value
 * @param functions what the model may call besides our own tools and the caller runs
 * @param interactive whether somebody is there to answer a question or to approve
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record TurnOptions(
        @Nullable String instructions,
        @Nullable Integer maxOutputTokens,
        @Nullable Double temperature,
        List<FunctionSpec> functions,
        boolean interactive) {

    /** Nothing special. */
    public static final TurnOptions NONE = new TurnOptions(null, null, null, List.of(), true);

    /** Copies the list. */
    public TurnOptions {
        functions = List.copyOf(functions);
    }

    /**
     * @param name the name of a tool that a model called
     * @return whether it is one of the caller's functions
     */
    public boolean isFunction(String name) {
        return functions.stream().anyMatch(function -> function.name().equals(name));
    }
}
