package dev.cowork.server.turns;

import dev.cowork.server.agent.Decision;
import dev.cowork.server.agent.TurnEvent;
import java.util.List;

/** What becomes of a question that its turn outlives. */
final class Unanswered {

    /** The status of a question that was closed because its turn ended. */
    static final String CANCELLED = "cancelled";

    private Unanswered() {}

    static TurnEvent.Answered of(TurnEvent.Asked asked) {
        return switch (asked) {
            case TurnEvent.QuestionAsked question ->
                new TurnEvent.QuestionAnswered(question.questionId(), question.callId(), CANCELLED, List.of(), null);
            case TurnEvent.ApprovalAsked approval ->
                new TurnEvent.ApprovalGiven(
                        approval.questionId(), approval.callId(), Decision.CANCELLED, approval.access());
        };
    }

    static boolean is(TurnEvent.Answered answer) {
        return switch (answer) {
            case TurnEvent.QuestionAnswered question -> question.status().equals(CANCELLED);
            case TurnEvent.ApprovalGiven approval -> approval.decision() == Decision.CANCELLED;
        };
    }
}
