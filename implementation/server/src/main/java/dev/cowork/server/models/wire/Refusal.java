package dev.cowork.server.models.wire;

import dev.cowork.server.agent.AgentFailure;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A failure on its way out of these packages, with what only they need to know of it. */
public final class Refusal extends RuntimeException {

    private final AgentFailure failure;
    private final boolean retryable;
    private final @Nullable Concession concession;

    Refusal(AgentFailure failure, boolean retryable, @Nullable Concession concession) {
        super(failure.code(), null, false, false);
        this.failure = failure;
        this.retryable = retryable;
        this.concession = concession;
    }

    AgentFailure failure() {
        return failure;
    }

    /** Whether asking again may help. */
    boolean retryable() {
        return retryable;
    }

    /** What the provider stumbled over and can be asked without, if that is it. */
    @Nullable
    Concession concession() {
        return concession;
    }

    @Nullable
    Duration retryAfter() {
        return failure.advice().retryAfter();
    }
}
