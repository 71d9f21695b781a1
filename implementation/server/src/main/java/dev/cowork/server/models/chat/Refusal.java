package dev.cowork.server.models.chat;

import dev.cowork.server.agent.AgentFailure;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A failure on its way out of this package, with what only this package needs to know of it. */
final class Refusal extends RuntimeException {

    private final AgentFailure failure;
    private final boolean retryable;
    private final boolean usageNotKnown;

    Refusal(AgentFailure failure, boolean retryable, boolean usageNotKnown) {
        super(failure.code(), null, false, false);
        this.failure = failure;
        this.retryable = retryable;
        this.usageNotKnown = usageNotKnown;
    }

    AgentFailure failure() {
        return failure;
    }

    /** Whether asking again may help. */
    boolean retryable() {
        return retryable;
    }

    /** Whether the provider stumbled over being asked for the usage. */
    boolean usageNotKnown() {
        return usageNotKnown;
    }

    @Nullable
    Duration retryAfter() {
        return failure.retryAfter();
    }
}
