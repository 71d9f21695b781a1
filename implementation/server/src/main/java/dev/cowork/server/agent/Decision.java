package dev.cowork.server.agent;

import java.util.Locale;

/** What a person decides about a call that needs leave. */
public enum Decision {
    /** It runs, this once. */
    ALLOW(Verdict.ALLOW, false),
    /** It runs, and so does every such call from now on. */
    ALLOW_ALWAYS(Verdict.ALLOW, true),
    /** It does not run, this once. */
    DENY(Verdict.DENY, false),
    /** It does not run, and neither does any such call from now on. */
    DENY_ALWAYS(Verdict.DENY, true),
    /** The turn ended before anybody decided. */
    CANCELLED(Verdict.DENY, false);

    private final Verdict verdict;
    private final boolean remembered;

    Decision(Verdict verdict, boolean remembered) {
        this.verdict = verdict;
        this.remembered = remembered;
    }

    /** What it means for the call. */
    public Verdict verdict() {
        return verdict;
    }

    /** Whether it holds for later calls too. */
    public boolean remembered() {
        return remembered;
    }

    /** The name on the wire, lower case. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
