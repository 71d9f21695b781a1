package dev.cowork.server.agents.builtin;

import dev.cowork.server.agent.TurnEvent;

/** The end of a turn that has reached a limit: the model tells, without tools, what is done and what is left. */
final class HandBack {

    private static final String PHASE = "handback";

    private HandBack() {}

    /** What the person sees before the model sums up. */
    static TurnEvent progress(Limit limit) {
        return new TurnEvent.Progress(PHASE, limit.reason() + ". Summing up what is done.");
    }

    /** What the model is told. */
    static String notice(Limit limit) {
        return limit.reason()
                + ". You cannot call tools any more in this turn. Tell the person now what is done, what is left"
                + " to do, and what you need from them to go on.";
    }

    /** What is said when the model says nothing. */
    static String words(Limit limit) {
        return limit.reason() + ". The work is not finished; tell me to go on, and I will.";
    }
}
