package dev.cowork.server.models.wire;

/** Something of a request that not every server takes as it is, and that is left out or put in once one has refused it. */
public enum Concession {
    /** Asking for the usage. */
    NO_USAGE(true),
    /** Asking for a summary of the reasoning. */
    NO_SUMMARY(true),

    /** Sending earlier reasoning again in clear: the field is not known there. */
    NO_REASONING(true),

    /** Leaving out the reasoning of a message before which nothing was thought, or by somebody else: it is wanted there, be it empty. */
    REASONING_ALWAYS(true),
    /** Sending earlier reasoning again: its signature is not accepted here, because of another key or model. */
    NO_REPLAY(false);

    private final boolean lasting;

    Concession(boolean lasting) {
        this.lasting = lasting;
    }

    /** Whether it is about the server, and not about one conversation. */
    boolean lasting() {
        return lasting;
    }
}
