package dev.cowork.server.agent;

import java.util.Locale;

/** What the policy says to a call of a tool. */
public enum Verdict {
    /** It runs. */
    ALLOW,
    /** The person decides. */
    ASK,
    /** It does not run; the model reads that it was refused. */
    DENY;

    /** The name in the database and on the wire, lower case. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @param wire a name as {@link #wire()} gives it
     * @return the verdict
     * @throws IllegalArgumentException if there is no such verdict
     */
    public static Verdict of(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }
}
