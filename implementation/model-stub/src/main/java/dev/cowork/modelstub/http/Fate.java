package dev.cowork.modelstub.http;

import org.jspecify.annotations.Nullable;

/** How an exchange went; written by the exchange, readable at any time by anybody. */
public final class Fate {

    /** How an exchange ended. */
    public enum Ending {
        /** It has not ended. */
        RUNNING,
        /** Everything was said. */
        ANSWERED,
        /** The client closed its socket before everything was said. */
        CLIENT_CLOSED,
        /** The script broke the connection off. */
        CUT,
        /** The stub was closed meanwhile. */
        STUB_CLOSED
    }

    private final long began = System.nanoTime();
    private int status;
    private Ending ending = Ending.RUNNING;
    private long endedMs;

    Fate() {}

    synchronized void status(int code) {
        status = code;
    }

    /** The first end counts: a client that closes after the last byte did not break anything off. */
    synchronized boolean end(Ending how) {
        if (ending != Ending.RUNNING) {
            return false;
        }
        ending = how;
        endedMs = (System.nanoTime() - began) / 1_000_000;
        return true;
    }

    /** The status that was sent, or 0 when none was. */
    public synchronized int status() {
        return status;
    }

    /** How it ended, or that it runs. */
    public synchronized Ending ending() {
        return ending;
    }

    /** Milliseconds from the request's arrival to its end, or null while it runs. */
    public synchronized @Nullable Long endedMs() {
        return ending == Ending.RUNNING ? null : endedMs;
    }
}
