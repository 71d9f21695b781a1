package dev.cowork.server.turns;

import dev.cowork.server.conversations.Conversation.DisabledConnection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What starts a turn.
 *
 * @param owner whose it is
 * @param conversationId the conversation, already judged; null opens a new one, an unknown id is adopted
 * @param previousTurnId the turn that this one goes on from, in its conversation; the model then sees that turn and what led to it and no
 *     other. Null: from the last one of the conversation
 * @param projectId where a new conversation belongs, by id; null: see the name
 * @param projectName where a new conversation belongs, by name; null: the general project
 * @param input what is to be answered, in order, at least one item
 * @param harness the agent, or null for the usual one
 * @param model the model, or null for the configured one
 * @param reasoningEffort the effort, or null
 * @param disabledConnections connections hidden from the agent in this conversation, or null for no change
 * @param details how it is to be answered, and what is kept with it
 * @param listed whether its conversation is to be in lists from now on; false leaves an existing one as it is
 * @param idempotencyKey repeated within a day it joins the turn it started first; null: always a new turn
 * @param requestHash tells one request body from another, for the key
 */
public record StartTurn(
        String owner,
        @Nullable String conversationId,
        @Nullable String previousTurnId,
        @Nullable String projectId,
        @Nullable String projectName,
        List<TurnInput> input,
        @Nullable String harness,
        @Nullable String model,
        @Nullable String reasoningEffort,
        @Nullable List<DisabledConnection> disabledConnections,
        TurnDetails details,
        boolean listed,
        @Nullable String idempotencyKey,
        String requestHash) {

    /** The item that the turn is an answer to: the last message of a user, else the last item. */
    TurnInput question() {
        return input.get(questionAt());
    }

    /** The place of {@link #question()} in the input. */
    int questionAt() {
        for (int i = input.size() - 1; i >= 0; i--) {
            if (input.get(i).isUsersMessage()) {
                return i;
            }
        }
        return input.size() - 1;
    }

    /** The readable text of the user's message; empty when there is none. */
    String text() {
        return question().isUsersMessage() ? question().text() : "";
    }

    StartTurn in(String conversation) {
        return new StartTurn(
                owner,
                conversation,
                previousTurnId,
                projectId,
                projectName,
                input,
                harness,
                model,
                reasoningEffort,
                disabledConnections,
                details,
                listed,
                idempotencyKey,
                requestHash);
    }
}
