package dev.cowork.server.v1.responses;

import dev.cowork.api.v1.model.OpenQuestion;
import dev.cowork.api.v1.model.QuestionOption;
import dev.cowork.api.v1.model.ResponseAskUserAnsweredEvent;
import dev.cowork.api.v1.model.ResponseAskUserEvent;
import dev.cowork.server.agent.Decision;
import dev.cowork.server.agent.Question;
import dev.cowork.server.agent.TurnEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Questions and requests for leave as clients show them: both are a prompt with options, so that every client can answer both. */
final class QuestionFrames {

    private static final List<Question.Option> DECISIONS = List.of(
            new Question.Option(Decision.ALLOW.wire(), "Allow once", null),
            new Question.Option(Decision.ALLOW_ALWAYS.wire(), "Always allow", null),
            new Question.Option(Decision.DENY.wire(), "Do not allow", null),
            new Question.Option(Decision.DENY_ALWAYS.wire(), "Never allow", null));

    private QuestionFrames() {}

    private static Question question(TurnEvent.Asked asked) {
        return switch (asked) {
            case TurnEvent.QuestionAsked question -> question.question();
            case TurnEvent.ApprovalAsked approval ->
                new Question("Allow this: " + approval.label(), DECISIONS, false, false);
        };
    }

    static OpenQuestion open(TurnEvent.Asked asked) {
        Question question = question(asked);
        OpenQuestion.Builder open = OpenQuestion.builder()
                .questionId(asked.questionId())
                .kind(kind(asked))
                .prompt(question.prompt())
                .select(select(question))
                .allowCustom(question.allowCustom())
                .options(options(question))
                .toolName(asked.name())
                .toolUseId(asked.callId());
        return (asked instanceof TurnEvent.ApprovalAsked approval
                        ? open.access(approval.access().kind().wire())
                                .target(approval.access().target())
                        : open)
                .build();
    }

    static ResponseAskUserEvent asked(TurnEvent.Asked asked, long number, long at) {
        Question question = question(asked);
        ResponseAskUserEvent.Builder frame = ResponseAskUserEvent.builder()
                .sequenceNumber(number)
                .atMs(at)
                .questionId(asked.questionId())
                .kind(kind(asked))
                .prompt(question.prompt())
                .select(select(question))
                .allowCustom(question.allowCustom())
                .timeoutS(null)
                .options(options(question))
                .toolName(asked.name())
                .toolUseId(asked.callId());
        return (asked instanceof TurnEvent.ApprovalAsked approval
                        ? frame.access(approval.access().kind().wire())
                                .target(approval.access().target())
                        : frame)
                .build();
    }

    static ResponseAskUserAnsweredEvent answered(TurnEvent.Answered answered, long number, long at) {
        return switch (answered) {
            case TurnEvent.QuestionAnswered answer ->
                answered(answer, answer.status(), answer.values(), answer.text(), number, at);
            case TurnEvent.ApprovalGiven given ->
                given.decision() == Decision.CANCELLED
                        ? answered(given, given.decision().wire(), List.of(), null, number, at)
                        : answered(given, "answered", List.of(given.decision().wire()), null, number, at);
        };
    }

    private static ResponseAskUserAnsweredEvent answered(
            TurnEvent.Answered answered,
            String status,
            List<String> values,
            @Nullable String text,
            long number,
            long at) {
        return ResponseAskUserAnsweredEvent.builder()
                .sequenceNumber(number)
                .atMs(at)
                .questionId(answered.questionId())
                .status(status)
                .values(values)
                .text(text)
                .toolUseId(answered.callId())
                .build();
    }

    private static String kind(TurnEvent.Asked asked) {
        return asked instanceof TurnEvent.ApprovalAsked ? "approval" : "question";
    }

    private static String select(Question question) {
        return question.many() ? "many" : "one";
    }

    private static List<QuestionOption> options(Question question) {
        return question.options().stream()
                .map(option -> new QuestionOption(option.value(), option.label(), option.detail()))
                .toList();
    }
}
