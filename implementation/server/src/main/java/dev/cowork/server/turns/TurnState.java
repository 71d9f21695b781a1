package dev.cowork.server.turns;

import java.util.Locale;

/** Where a turn stands. */
public enum TurnState {
    /** Behind another turn of its conversation. */
    QUEUED,
    /** Its agent works. */
    RUNNING,
    /** It asked something and waits for the answer; a restart leaves it waiting. */
    WAITING,
    COMPLETED,
    FAILED,
    CANCELLED,
    INTERRUPTED;

    /** The name in the database and on the wire. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it can still change. */
    public boolean open() {
        return this == QUEUED || this == RUNNING || this == WAITING;
    }

    static TurnState of(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }
}
