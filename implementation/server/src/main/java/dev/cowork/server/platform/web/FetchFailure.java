package dev.cowork.server.platform.web;

import org.jspecify.annotations.Nullable;

/** Why nothing was fetched, in a sentence of our own: of an answer it repeats the type at most. */
public final class FetchFailure extends RuntimeException {

    /** What went wrong. */
    public enum Kind {
        /** The address is spelled in a way that is not read. */
        BAD_ADDRESS,
        /** The address leads to a machine, a network or a port that is not public. */
        NOT_PUBLIC,
        UNKNOWN_HOST,
        /** Too many redirects, or one that leads where none may lead. */
        BAD_REDIRECT,
        TOO_LARGE,
        TIMED_OUT,
        UNREACHABLE,
        /** The server did not prove that it is the one that was asked. */
        UNTRUSTED,
        /** The answer has a type or a packing that is not read. */
        UNREADABLE,
        /** As many requests as are allowed are under way. */
        BUSY
    }

    private final Kind kind;

    FetchFailure(Kind kind, String sentence) {
        this(kind, sentence, null);
    }

    FetchFailure(Kind kind, String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
        this.kind = kind;
    }

    static FetchFailure badAddress(String sentence) {
        return new FetchFailure(Kind.BAD_ADDRESS, sentence);
    }

    static FetchFailure notPublic(String host) {
        return new FetchFailure(Kind.NOT_PUBLIC, host + " is not a public address, so it was not asked.");
    }

    public Kind kind() {
        return kind;
    }

    /** One sentence for a model and a person alike. */
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
