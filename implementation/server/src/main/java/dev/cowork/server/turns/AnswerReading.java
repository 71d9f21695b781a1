package dev.cowork.server.turns;

import dev.cowork.server.agent.Decision;
import dev.cowork.server.agent.Question;
import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.platform.problems.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Judges what a person answered: whether it is an answer to that question. */
final class AnswerReading {

    private AnswerReading() {}

    /** 400 when it is not: {@code empty_answer}, {@code invalid_option} or {@code ambiguous_answer}. */
    static TurnEvent.Answered of(TurnEvent.Asked asked, AnswerQuestion given) {
        if (given.skipped() && (!given.values().isEmpty() || given.text() != null)) {
            throw refused("ambiguous_answer", "An answer that is skipped says nothing else.");
        }
        if (!given.skipped() && given.values().isEmpty() && given.text() == null) {
            throw refused("empty_answer", "The answer is empty.");
        }
        return switch (asked) {
            case TurnEvent.QuestionAsked question -> answer(question, given);
            case TurnEvent.ApprovalAsked approval ->
                new TurnEvent.ApprovalGiven(
                        approval.questionId(), approval.callId(), decision(given), approval.access());
        };
    }

    private static TurnEvent.QuestionAnswered answer(TurnEvent.QuestionAsked asked, AnswerQuestion given) {
        if (given.skipped()) {
            return new TurnEvent.QuestionAnswered(asked.questionId(), asked.callId(), "skipped", List.of(), null);
        }
        Question question = asked.question();
        List<String> values = new ArrayList<>();
        for (String value : given.values()) {
            if (question.options().stream().noneMatch(option -> option.value().equals(value))) {
                throw refused("invalid_option", "One of the values is not among the options.");
            }
            if (!values.contains(value)) {
                values.add(value);
            }
        }
        String text = given.text();
        String written = text == null ? null : option(question, text);
        if (written != null && values.isEmpty()) {
            values.add(written);
            text = null;
        }
        if (values.size() > 1 && !question.many()) {
            throw refused("ambiguous_answer", "Only one of the options can be chosen.");
        }
        if (text != null && !question.allowCustom()) {
            throw refused("invalid_option", "One of the options has to be chosen.");
        }
        return new TurnEvent.QuestionAnswered(asked.questionId(), asked.callId(), "answered", values, text);
    }

    /** The option that somebody has typed, or null. */
    private static @Nullable String option(Question question, String text) {
        String typed = text.strip();
        return question.options().stream()
                .filter(option -> option.value().equals(typed) || option.label().equalsIgnoreCase(typed))
                .map(Question.Option::value)
                .findFirst()
                .orElse(null);
    }

    private static Decision decision(AnswerQuestion given) {
        if (given.skipped()) {
            return given.remember() ? Decision.DENY_ALWAYS : Decision.DENY;
        }
        if (given.values().size() + (given.text() == null ? 0 : 1) != 1) {
            throw refused("ambiguous_answer", "There is one decision to make.");
        }
        String said =
                given.text() == null ? given.values().getFirst() : given.text().strip();
        return switch (said.toLowerCase(Locale.ROOT)) {
            case "allow" -> given.remember() ? Decision.ALLOW_ALWAYS : Decision.ALLOW;
            case "allow_always" -> Decision.ALLOW_ALWAYS;
            case "deny" -> given.remember() ? Decision.DENY_ALWAYS : Decision.DENY;
            case "deny_always" -> Decision.DENY_ALWAYS;
            default -> throw refused("invalid_option", "The decision is allow, allow_always, deny or deny_always.");
        };
    }

    private static Problem refused(String code, String sentence) {
        return Problem.of(400, code, sentence);
    }
}
