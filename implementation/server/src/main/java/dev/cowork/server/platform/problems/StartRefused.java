package dev.cowork.server.platform.problems;

import org.jspecify.annotations.Nullable;

/** The server cannot start as it was asked to. The message is the one sentence a person gets to read. */
public final class StartRefused extends RuntimeException {

    /** @param sentence what is wrong and what to do about it; holds no secret */
    public StartRefused(String sentence) {
        this(sentence, null);
    }

    /**
     * @param sentence what is wrong and what to do about it; holds no secret
     * @param cause what happened below, for the log at DEBUG
     */
    public StartRefused(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }

    /** The sentence. */
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
