package dev.cowork.server.agent;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A turn's failure in words fit for a person: no text of a provider, no secret, no path outside the project.
 */
public final class AgentFailure extends RuntimeException {

    private final String code;
    private final Advice advice;
    private final @Nullable String providerLabel;
    private final @Nullable String model;

    /**
     * What may help.
     *
     * @param retryAfter how long to wait before trying again, when the provider said so
     * @param resetAt when the limit that was reached is lifted, when known
     * @param reconnectable whether it helps to sign in to the provider again
     */
    public record Advice(
            @Nullable Duration retryAfter, @Nullable Instant resetAt, boolean reconnectable) {

        /** Nothing is known to help. */
        public static final Advice NONE = new Advice(null, null, false);
    }

    /**
     * @param code a code of the turn's error list, for example {@code provider_auth}
     * @param message one sentence for a person
     */
    public AgentFailure(String code, String message) {
        this(code, message, Advice.NONE, null, null, null);
    }

    /**
     * @param code a code of the turn's error list
     * @param message one sentence for a person
     * @param advice what may help
     * @param providerLabel the provider's name as a person knows it
     * @param model the model that was asked
     * @param cause what happened, for the log only
     */
    public AgentFailure(
            String code,
            String message,
            Advice advice,
            @Nullable String providerLabel,
            @Nullable String model,
            @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.advice = advice;
        this.providerLabel = providerLabel;
        this.model = model;
    }

    /** The code on the wire. */
    public String code() {
        return code;
    }

    /** The sentence for a person. */
    public String sentence() {
        return String.valueOf(getMessage());
    }

    /** What may help. */
    public Advice advice() {
        return advice;
    }

    /** The provider's name as a person knows it, when one was involved. */
    public @Nullable String providerLabel() {
        return providerLabel;
    }

    /** The model that was asked, when one was involved. */
    public @Nullable String model() {
        return model;
    }
}
