package dev.cowork.modelstub.wire;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An answer while it is made. */
public final class Answer {

    private final String id;
    private final long createdAt;
    private final @Nullable String stop;
    private final List<Part> parts = new ArrayList<>();
    private Usage usage = new Usage(0, 0, 0, 0, 0);

    /**
     * An answer without parts.
     *
     * @param id unique among all answers, without a dialect's prefix
     * @param createdAt seconds since 1970
     * @param stop the reason to stop that was asked for, or null for the natural one
     */
    public Answer(String id, long createdAt, @Nullable String stop) {
        this.id = id;
        this.createdAt = createdAt;
        this.stop = stop;
    }

    /** Its id without the dialect's prefix. */
    public String id() {
        return id;
    }

    /** When it began, in seconds since 1970. */
    public long createdAt() {
        return createdAt;
    }

    /** The reason to stop that was asked for, or null for the natural one. */
    public @Nullable String stop() {
        return stop;
    }

    /** Whether it was cut off at the most tokens, whatever the dialect calls that. */
    public boolean isTooLong() {
        return "max_tokens".equals(stop) || "length".equals(stop) || "max_output_tokens".equals(stop);
    }

    /** Whether its text is a refusal. */
    public boolean isRefusal() {
        return "refusal".equals(stop);
    }

    /** Whether a filter stopped it. */
    public boolean isFiltered() {
        return "content_filter".equals(stop);
    }

    /** The parts in order, the last one possibly growing. */
    public List<Part> parts() {
        return parts;
    }

    /** The parts of a kind. */
    public List<Part> parts(Part.Kind kind) {
        return parts.stream().filter(part -> part.kind() == kind).toList();
    }

    /** The text of all parts of a kind. */
    public String text(Part.Kind kind) {
        StringBuilder text = new StringBuilder();
        parts(kind).forEach(part -> text.append(part.text()));
        return text.toString();
    }

    /** The tokens so far. */
    public Usage usage() {
        return usage;
    }

    /** Sets the tokens. */
    public void usage(Usage tokens) {
        usage = tokens;
    }
}
