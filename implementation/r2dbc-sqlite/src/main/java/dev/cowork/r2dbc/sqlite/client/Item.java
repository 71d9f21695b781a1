package dev.cowork.r2dbc.sqlite.client;

/** What stands in a queue: a task, a lease that wants to begin, or a call to look up because something else has changed. */
sealed interface Item permits Task, Lease, Item.Wake {

    /** Whether it has waited longer than it wanted to. */
    boolean waitedTooLong(long now);

    /** Ends it, because it waited too long. */
    void timeOut();

    /** Ends it, because the queue refuses it. */
    void refuse(RuntimeException reason);

    /** Makes a waiting worker look around. */
    enum Wake implements Item {
        UP;

        @Override
        public boolean waitedTooLong(long now) {
            return false;
        }

        @Override
        public void timeOut() {}

        @Override
        public void refuse(RuntimeException reason) {}
    }
}
