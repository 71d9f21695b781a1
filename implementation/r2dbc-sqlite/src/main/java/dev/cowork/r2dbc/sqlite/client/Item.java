package dev.cowork.r2dbc.sqlite.client;

/**
 * What stands in a queue: a task, a lease that wants to begin, a cursor that is asked for rows, or a call to look up
 * because something else has changed.
 */
sealed interface Item permits Task, Lease, Cursor, Item.Wake {

    /**
     * Whether it has waited longer than it wanted to.
     *
     * @param moved when the queue last moved
     */
    boolean waitedTooLong(long moved, long now);

    /** Ends it, because it waited too long. */
    void timeOut();

    /** Ends it, because the queue refuses it. */
    void refuse(RuntimeException reason);

    /** Makes a waiting worker look around. */
    enum Wake implements Item {
        UP;

        @Override
        public boolean waitedTooLong(long moved, long now) {
            return false;
        }

        @Override
        public void timeOut() {}

        @Override
        public void refuse(RuntimeException reason) {}
    }
}
