package dev.cowork.contracttests.kill;

import java.util.Locale;

/**
 * One turn as it was found after a kill.
 *
 * @param turn its place in the conversation, from 0
 * @param received the number of the last frame that anyone had received, 0 for none
 * @param after the number of its last frame after the restart, 0 when it is gone
 * @param terminal the type of that frame, or why there is none
 * @param items how many items the conversation had after the restart
 */
record Row(int turn, long received, long after, String terminal, int items) {

    static final String HEADER = "kill,kind,turn,kill_ms,last_received,last_after_restart,terminal,items";

    /** A line below {@link #HEADER}. */
    String line(int kill, Scene.Kind kind, double millis) {
        return String.format(
                Locale.ROOT,
                "%d,%s,%d,%.1f,%d,%d,%s,%d",
                kill,
                kind.name().toLowerCase(Locale.ROOT),
                turn,
                millis,
                received,
                after,
                terminal,
                items);
    }
}
