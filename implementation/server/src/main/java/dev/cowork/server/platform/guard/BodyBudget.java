package dev.cowork.server.platform.guard;

import dev.cowork.server.platform.problems.Problem;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** How many bytes of request bodies are held at once, of all requests together. Reading one as JSON takes several times its size. */
final class BodyBudget {

    private static final Duration SOON = Duration.ofSeconds(2);

    private final long limit;
    private final AtomicLong held = new AtomicLong();

    /** @param limit bytes */
    BodyBudget(long limit) {
        this.limit = limit;
    }

    /** Refuses a body of an announced size that has no room now; nothing is taken. */
    void check(long announced) {
        if (announced > limit - held.get()) {
            throw busy();
        }
    }

    /** Takes room for bytes that have come. False when there is none, and nothing is taken. */
    boolean take(int bytes) {
        if (held.addAndGet(bytes) <= limit) {
            return true;
        }
        held.addAndGet(-bytes);
        return false;
    }

    /** Gives back what was taken. */
    void give(long bytes) {
        held.addAndGet(-bytes);
    }

    Problem busy() {
        return Problem.of(503, "server_busy", "Too much is being sent to this server at once; try again in a moment.")
                .retryAfter(SOON);
    }
}
