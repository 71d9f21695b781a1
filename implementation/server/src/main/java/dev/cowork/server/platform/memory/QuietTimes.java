package dev.cowork.server.platform.memory;

/**
 * Finds the moment to collect everything: something was done since the last time, and nothing is being done now. Not for two threads.
 *
 * <p>How much is done is read from the collector itself: it collects often while much is allocated and not at all while nothing is.
 */
final class QuietTimes {

    /** Fewer collections than this leave nothing worth a full one. */
    static final int WORK = 3;

    private long seen;
    private long settled;

    /**
     * Looks again.
     *
     * @param collections how many collections there have been
     * @return whether now is the moment
     */
    boolean found(long collections) {
        boolean quiet = collections == seen;
        seen = collections;
        return quiet && collections - settled >= WORK;
    }

    /**
     * Everything has been collected.
     *
     * @param collections how many collections there have been, that one counted
     */
    void settled(long collections) {
        seen = collections;
        settled = collections;
    }
}
