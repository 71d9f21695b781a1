package dev.cowork.server.turns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.agent.Access;
import dev.cowork.server.agent.Decision;
import dev.cowork.server.agent.Question;
import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.agent.Verdict;
import dev.cowork.server.testing.NamedTool;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

/** Bug class: leave that is asked for twice in a turn, or that holds for something else than the person has read. */
class LeaveInTurnTest {

    private static final Access ASKED = Access.external("start docs: npx docs");

    private static StoredQuestion approval(@Nullable Decision decision) {
        return new StoredQuestion(
                "resp_1",
                new TurnEvent.ApprovalAsked("ask_1", "call_1", "start", "Starting docs", ASKED),
                decision == null ? null : new TurnEvent.ApprovalGiven("ask_1", "call_1", decision, ASKED));
    }

    private static Verdict judged(Verdict byRule, String tool, Access access, StoredQuestion... questions) {
        return LeaveInTurn.of(named -> Mono.just(touched -> byRule), List.of(questions))
                .judge(new NamedTool(tool), access)
                .block(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @EnumSource(
            value = Decision.class,
            names = {"ALLOW", "ALLOW_ALWAYS"})
    void what_was_allowed_is_not_asked_again(Decision decision) {
        assertThat(judged(Verdict.ASK, "start", ASKED, approval(decision))).isEqualTo(Verdict.ALLOW);
    }

    @ParameterizedTest
    @EnumSource(
            value = Decision.class,
            names = {"DENY", "DENY_ALWAYS", "CANCELLED"})
    void what_was_not_allowed_is_asked_again(Decision decision) {
        assertThat(judged(Verdict.ASK, "start", ASKED, approval(decision))).isEqualTo(Verdict.ASK);
    }

    @Test
    void a_question_that_is_open_is_no_leave() {
        assertThat(judged(Verdict.ASK, "start", ASKED, approval(null))).isEqualTo(Verdict.ASK);
    }

    @Test
    void an_answer_to_a_question_of_another_kind_is_no_leave() {
        StoredQuestion question = new StoredQuestion(
                "resp_1",
                new TurnEvent.QuestionAsked(
                        "ask_1", "call_1", "start", new Question("Shall I?", List.of(), false, true)),
                new TurnEvent.QuestionAnswered("ask_1", "call_1", "answered", List.of("yes"), null));

        assertThat(judged(Verdict.ASK, "start", ASKED, question)).isEqualTo(Verdict.ASK);
    }

    @Test
    void leave_is_for_exactly_what_the_person_has_read() {
        StoredQuestion given = approval(Decision.ALLOW);

        assertThat(judged(Verdict.ASK, "start", Access.external("start docs: rm docs"), given))
                .isEqualTo(Verdict.ASK);
        assertThat(judged(Verdict.ASK, "start", Access.run(ASKED.target()), given))
                .isEqualTo(Verdict.ASK);
        assertThat(judged(Verdict.ASK, "other", ASKED, given)).isEqualTo(Verdict.ASK);
    }

    @Test
    void a_rule_that_denies_stands_above_it() {
        assertThat(judged(Verdict.DENY, "start", ASKED, approval(Decision.ALLOW)))
                .isEqualTo(Verdict.DENY);
    }
}
