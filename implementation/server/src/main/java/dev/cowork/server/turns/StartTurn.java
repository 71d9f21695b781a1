package dev.cowork.server.turns;

import dev.cowork.server.conversations.Conversation.DisabledConnection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A message that starts a turn.
 *
 * @param owner whose it is
 * @param conversationId the conversation, already judged; null opens a new one, an unknown id is adopted
 * @param projectId where a new conversation belongs, by id; null: see the name
 * @param projectName where a new conversation belongs, by name; null: the general project
 * @param input what the client sent, kept as it is
 * @param text the readable text of it
 * @param harness the agent, or null for the usual one
 * @param model the model, or null for the configured one
 * @param reasoningEffort the effort, or null
 * @param disabledConnections connections hidden from the agent in this conversation, or null for no change
 * @param idempotencyKey repeated within a day it joins the turn it started first; null: always a new turn
 * @param requestHash tells one request body from another, for the key
 */
public record StartTurn(
        String owner,
        @Nullable String conversationId,
        @Nullable String projectId,
        @Nullable String projectName,
        JsonNode input,
        String text,
        @Nullable String harness,
        @Nullable String model,
        @Nullable String reasoningEffort,
        @Nullable List<DisabledConnection> disabledConnections,
        @Nullable String idempotencyKey,
        String requestHash) {}
