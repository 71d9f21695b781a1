package dev.cowork.server.health;

import java.util.List;

/** Tells what is being worked on right now. Every bean of this type is asked for every health answer, so it answers from memory. */
public interface LiveWork {

    /**
     * @param owner whose work
     * @return the ids of the conversations with a turn in flight
     */
    List<String> conversations(String owner);

    /**
     * @param owner whose work
     * @return the names of the scratchpads with a live kernel
     */
    default List<String> pads(String owner) {
        return List.of();
    }
}
