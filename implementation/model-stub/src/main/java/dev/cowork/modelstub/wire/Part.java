package dev.cowork.modelstub.wire;

/** One part of an answer. */
public final class Part {

    /** What a part is. */
    public enum Kind {
        /** Text for the reader. */
        TEXT,
        /** Reasoning. */
        THOUGHT,
        /** A call; its text is its arguments. */
        CALL
    }

    private final Kind kind;
    private final String id;
    private final String name;
    private final StringBuilder text = new StringBuilder();

    /**
     * A part without text.
     *
     * @param kind what it is
     * @param id unique among all answers; the dialect puts its prefix before it
     * @param name the tool's name of a call, else empty
     */
    public Part(Kind kind, String id, String name) {
        this.kind = kind;
        this.id = id;
        this.name = name;
    }

    /** What it is. */
    public Kind kind() {
        return kind;
    }

    /** Its id without the dialect's prefix. */
    public String id() {
        return id;
    }

    /** The tool's name of a call. */
    public String name() {
        return name;
    }

    /** What it says so far. */
    public String text() {
        return text.toString();
    }

    /** Says more. */
    public void append(String piece) {
        text.append(piece);
    }
}
