package dev.cowork.server.agents.builtin;

import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.agent.TurnOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the request of a turn asks for: how long its answers may be together, and which calls are the caller's to run. */
final class Asked {

    /** The limit that {@link #reached} is about. */
    static final String MAX_OUTPUT_TOKENS = "max_output_tokens";

    private final TurnOptions options;
    private long spent;
    private long mayBeAnother;
    private boolean reached;

    Asked(TurnOptions options) {
        this.options = options;
    }

    /** Whether the answers have a limit together: one that it cuts does not go on. */
    boolean limited() {
        return options.maxOutputTokens() != null;
    }

    /** How many tokens the next answer may have, or null for no limit; at least one. */
    @Nullable
    Integer tokensLeft() {
        Integer most = options.maxOutputTokens();
        return most == null ? null : (int) Math.max(1, most - spent);
    }

    /** Takes note of a whole answer. */
    void see(AnswerReader answer) {
        Integer most = options.maxOutputTokens();
        spent += answer.outputTokens();
        boolean goesOn = !answer.calls().isEmpty();
        reached = most != null && (answer.cut() || goesOn && spent >= most);
    }

    /** Takes in an event of before the turn waited. What a compaction has cost is told right before it, and belongs to no answer. */
    void seeAgain(TurnEvent event) {
        if (event instanceof TurnEvent.Usage usage) {
            mayBeAnother += usage.outputTokens() == null ? 0 : usage.outputTokens();
        } else {
            spent += event instanceof TurnEvent.ContextCompacted ? 0 : mayBeAnother;
            mayBeAnother = 0;
        }
    }

    /** Whether the answers have reached their limit, so that the turn ends and nothing more is run. */
    boolean reached() {
        return reached;
    }

    /** The calls of an answer that are ours to run. One that is not whole is nobody's: we tell the model so. */
    List<PendingCall> ours(List<PendingCall> calls) {
        return reached
                ? List.of()
                : calls.stream()
                        .filter(call -> call.parsed() == null || call.cut() || !options.isFunction(call.name()))
                        .toList();
    }
}
