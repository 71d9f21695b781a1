package dev.cowork.server.turns;

import org.jspecify.annotations.Nullable;

/**
 * What stopping did.
 *
 * @param cancelled whether something was running or waiting and has ended now
 * @param conversationId the conversation that was meant
 * @param turnId the turn that was ended; of several, the one that ran
 */
public record CancelOutcome(
        boolean cancelled,
        @Nullable String conversationId,
        @Nullable String turnId) {}
