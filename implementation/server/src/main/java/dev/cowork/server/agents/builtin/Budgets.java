package dev.cowork.server.agents.builtin;

import java.time.Duration;

/**
 * What a turn may use up before the model has to hand back.
 *
 * @param rounds how often the model may call tools
 * @param calls how many calls it may make in all rounds together
 * @param tokens tokens of all model calls, cached ones counted in; 0 for no limit
 * @param time how long the turn may work
 * @param standstill how many rounds in a row may bring nothing but results that were there before
 * @param cuts how many rounds in a row may end in a tool call that is cut off
 */
record Budgets(int rounds, int calls, long tokens, Duration time, int standstill, int cuts) {

    private static final int CALLS = 1_000;
    private static final Duration TIME = Duration.ofHours(1);
    private static final int STANDSTILL = 4;
    private static final int CUTS = 3;

    /** The limits of a turn that a model answers. */
    static Budgets of(int rounds, long tokens) {
        return new Budgets(rounds, CALLS, tokens, TIME, STANDSTILL, CUTS);
    }

    /** A rehearsal does what it is told, however often that is the same. */
    static Budgets rehearsed(int rounds) {
        return new Budgets(rounds, Integer.MAX_VALUE, 0, TIME, Integer.MAX_VALUE, Integer.MAX_VALUE);
    }
}
