package dev.cowork.server.journal;

/**
 * How one kind of stream keeps its events.
 *
 * @param <E> the events
 */
public interface StreamKind<E> {

    /** The name in the database. */
    String name();

    /**
     * @param event an event
     * @return its type, as kept beside the data for people who read the database
     */
    String type(E event);

    /**
     * @param event an event
     * @return its text in the database
     */
    String encode(E event);

    /**
     * @param data what {@link #encode} gave
     * @return the event
     */
    E decode(String data);

    /**
     * @param event an event
     * @return whether it is the last one of its stream
     */
    boolean isLast(E event);
}
