package dev.cowork.server.agent;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * What an agent may know of the turn it answers.
 *
 * @param owner whose turn it is
 * @param conversationId the conversation
 * @param turnId the turn's public id, {@code resp_…}
 * @param folder the project's folder: the working directory, and the only place the agent's file tools may touch
 * @param model the model the request named, or null for the configured one
 * @param reasoningEffort the effort the request named, or null
 * @param options how the turn is to be answered, where its request says so
 * @param goal what the conversation is about, if its maker said so
 * @param history the items of the turns that led to this one, oldest first
 * @param input the items that started this turn, as a rule the user's message; and what it has done since, when it goes on after it has waited
 * @param answerItemId the public id of the answer: that of the turn's first message
 * @param tools what the agent can do
 * @param permits judges calls of the tools before they run
 * @param stopped completes when somebody stops the turn
 */
public record TurnContext(
        String owner,
        String conversationId,
        String turnId,
        Path folder,
        @Nullable String model,
        @Nullable String reasoningEffort,
        TurnOptions options,
        @Nullable String goal,
        List<Item> history,
        List<Item> input,
        String answerItemId,
        List<Tool> tools,
        Permits permits,
        Mono<Void> stopped) {}
