package dev.cowork.server.turns;

import org.jspecify.annotations.Nullable;

/** Whether a turn's first events are visible. A queued turn can be taken from the queue between their commit and that. */
final class FirstEvents {

    private boolean visible;
    private @Nullable Runnable after;

    /** They are, so that others may follow. */
    void published() {
        Runnable next;
        synchronized (this) {
            visible = true;
            next = after;
            after = null;
        }
        if (next != null) {
            next.run();
        }
    }

    /** Does something as soon as they are. */
    void then(Runnable next) {
        synchronized (this) {
            if (!visible) {
                after = next;
                return;
            }
        }
        next.run();
    }
}
