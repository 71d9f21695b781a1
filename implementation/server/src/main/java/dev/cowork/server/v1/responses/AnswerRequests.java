package dev.cowork.server.v1.responses;

import dev.cowork.api.v1.model.AnswerQuestionRequest;
import dev.cowork.server.platform.problems.Problem;
import dev.cowork.server.turns.AnswerQuestion;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openapitools.jackson.nullable.JsonNullable;

/** Reads an answer: null, absent and empty are the same, and a decision is one of the values. */
final class AnswerRequests {

    private AnswerRequests() {}

    static AnswerQuestion read(String owner, AnswerQuestionRequest request) {
        String conversation = text(request.conversationId());
        String response = text(request.responseId());
        String question = text(request.questionId());
        if (conversation == null && response == null && question == null) {
            throw Problem.invalid("/question_id", "question_id, response_id or conversation_id is needed");
        }
        List<String> values = new ArrayList<>();
        List<String> chosen = request.values().orElse(null);
        if (chosen != null) {
            values.addAll(chosen);
        }
        String decision = text(request.decision());
        if (decision != null && !values.contains(decision)) {
            values.add(decision);
        }
        return new AnswerQuestion(
                owner,
                conversation,
                response,
                question,
                values,
                text(request.text()),
                Boolean.TRUE.equals(request.skipped().orElse(false)),
                Boolean.TRUE.equals(request.remember().orElse(false)));
    }

    private static @Nullable String text(JsonNullable<String> field) {
        String value = field.orElse(null);
        return value == null || value.isBlank() ? null : value;
    }
}
