package dev.cowork.server.mcp;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A call of a tool that is under way. */
final class Call {

    private final String token;
    private final Consumer<String> lines;
    private final long begun = System.nanoTime();
    private volatile long heard = begun;
    private volatile @Nullable Object requestId;

    /**
     * @param token by which progress is told to be this call's
     * @param lines takes each line of progress
     */
    Call(String token, Consumer<String> lines) {
        this.token = token;
        this.lines = lines;
    }

    String token() {
        return token;
    }

    /** Its number in the protocol, once it has been sent. */
    @Nullable
    Object requestId() {
        return requestId;
    }

    void sentAs(Object id) {
        requestId = id;
    }

    void progress(String line) {
        heard = System.nanoTime();
        if (!line.isBlank()) {
            lines.accept(line);
        }
    }

    /** Whether nothing was heard for too long, or it takes too long in all. */
    boolean late(Limits limits) {
        long now = System.nanoTime();
        return now - heard > limits.silence().toNanos()
                || now - begun > limits.call().toNanos();
    }
}
