package dev.cowork.server.agents.builtin;

/** Why a turn stops working before the model is done: it then sums up without tools. */
enum Limit {
    /** The model has called tools as often as it may. */
    ROUNDS("round_cap", "The turn has used up its rounds of tool calls"),

    /** So many calls that something must be wrong, a few in each round or many in one. */
    CALLS("handback_budget", "The turn has used up its tool calls"),

    /** The tokens of all model calls together. */
    TOKENS("spend_ceiling", "The turn has used up its tokens"),

    /** The time on the clock, checked between rounds. */
    TIME("handback_budget", "The turn has used up its time"),

    /** The same calls gave the same results again and again. */
    STANDSTILL("handback_stuck", "The same tool calls gave the same results several times over"),

    /** Call after call was too long for one answer. */
    CUT("handback_stuck", "Several tool calls were cut off because they were too long for one answer");

    private final String code;
    private final String reason;

    Limit(String code, String reason) {
        this.code = code;
        this.reason = reason;
    }

    /** The reason for programs, as the turn's end names it. */
    String code() {
        return code;
    }

    /** One sentence, without its full stop, for person and model alike. */
    String reason() {
        return reason;
    }
}
