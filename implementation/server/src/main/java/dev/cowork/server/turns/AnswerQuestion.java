package dev.cowork.server.turns;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a person answers to something that an agent has asked.
 *
 * @param owner whose turn it is
 * @param conversationId the conversation, or null when the question or the turn is named
 * @param turnId the turn, or null
 * @param questionId the question, or null for the one that the turn waits for
 * @param values the chosen options; of an approval, the decision
 * @param text the person's own words, or null
 * @param skipped whether the person does not want to answer
 * @param remember whether a decision holds for later calls too
 */
public record AnswerQuestion(
        String owner,
        @Nullable String conversationId,
        @Nullable String turnId,
        @Nullable String questionId,
        List<String> values,
        @Nullable String text,
        boolean skipped,
        boolean remember) {

    /** Copies the values. */
    public AnswerQuestion {
        values = List.copyOf(values);
    }
}
