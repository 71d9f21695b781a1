package dev.cowork.server.agents.builtin;

import dev.cowork.server.agent.TurnOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the request of a turn asks for: how long its answers may be together, and which calls are the caller's to run. */
final class Asked {

    private static final String MAX_OUTPUT_TOKENS = "max_output_tokens";

    private final TurnOptions options;
    private long spent;

    Asked(TurnOptions options) {
        this.options = options;
    }

    /** How many tokens the next answer may have, or null for no limit; at least one. */
    @Nullable
    Integer tokensLeft() {
        Integer most = options.maxOutputTokens();
        return most == null ? null : (int) Math.max(1, most - spent);
    }

    /**
     * Takes note of an answer.
     *
     * @return the limit that ends the turn with it, or null when the turn may go on
     */
    @Nullable
    String limit(AnswerReader answer) {
        Integer most = options.maxOutputTokens();
        spent += answer.outputTokens();
        boolean goesOn = !answer.calls().isEmpty();
        return most != null && (answer.cut() || goesOn && spent >= most) ? MAX_OUTPUT_TOKENS : null;
    }

    /** The calls of an answer that are ours to run. One with damaged arguments is nobody's: we tell the model so. */
    List<PendingCall> ours(List<PendingCall> calls) {
        return calls.stream()
                .filter(call -> call.parsed() == null || !options.isFunction(call.name()))
                .toList();
    }
}
