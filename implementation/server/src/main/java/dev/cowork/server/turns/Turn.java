package dev.cowork.server.turns;

import dev.cowork.server.journal.StreamRef;
import org.jspecify.annotations.Nullable;

/**
 * One message and what came of it.
 *
 * @param no the inner key
 * @param id the public id, {@code resp_…}
 * @param owner whose it is
 * @param conversationNo the conversation's inner key
 * @param conversationId the conversation
 * @param stream its log
 * @param ordinal its place in the conversation, from 0
 * @param state where it stands
 * @param harness the agent that answers
 * @param requestedModel the model the request named, or null
 * @param model the model that was to answer when the turn began, or null
 * @param reasoningEffort the effort the request named, or null
 * @param inputs how many items started it: its first ones
 * @param inputText the readable text of the user's message; empty when the turn only brought outputs
 * @param userItemId the public id of the user's message, or of the last item when there is none
 * @param assistantItemId the public id of the row that shows the answer
 * @param createdAt microseconds since 1970 UTC
 * @param finishedAt microseconds since 1970 UTC, or null while it is open
 */
public record Turn(
        long no,
        String id,
        String owner,
        long conversationNo,
        String conversationId,
        StreamRef stream,
        int ordinal,
        TurnState state,
        String harness,
        @Nullable String requestedModel,
        @Nullable String model,
        @Nullable String reasoningEffort,
        int inputs,
        String inputText,
        String userItemId,
        String assistantItemId,
        long createdAt,
        @Nullable Long finishedAt) {

    Turn numbered(long key) {
        return new Turn(
                key,
                id,
                owner,
                conversationNo,
                conversationId,
                stream,
                ordinal,
                state,
                harness,
                requestedModel,
                model,
                reasoningEffort,
                inputs,
                inputText,
                userItemId,
                assistantItemId,
                createdAt,
                finishedAt);
    }
}
