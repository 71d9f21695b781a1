package dev.cowork.contracttests.kill;

import java.util.ArrayList;
import java.util.List;

/**
 * One kill and what had been seen before it.
 *
 * @param conversation in which it happened
 * @param millis how long after the request it came
 * @param deletion how far a deletion of the conversation had come
 * @param turns what was seen of its turns, in their order
 */
record Cut(String conversation, double millis, Deletion deletion, List<Seen> turns) {

    /** What a client knew about a deletion. */
    enum Deletion {
        /** Nobody asked for it. */
        NONE,
        /** It was asked for and not answered. */
        ASKED,
        /** It was answered: it must have happened. */
        ANSWERED
    }

    /** The same with one more turn. */
    Cut with(Seen turn) {
        var all = new ArrayList<>(turns);
        all.add(turn);
        return new Cut(conversation, millis, deletion, List.copyOf(all));
    }
}
