package dev.cowork.server.turns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.platform.problems.Problem;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bug class: a turn that is told of words that did not lead to it, or not told of those that did. */
class TurnChainTest extends TurnTesting {

    @BeforeEach
    void answer() {
        agent.says(new TurnEvent.MessageFinished("", 0, "yes", null));
    }

    private Turn said(String text, Turn previous) {
        return answered(Asking.text(text).after(previous));
    }

    @Test
    void a_turn_goes_on_from_the_one_it_names_in_its_conversation() {
        Turn first = answered(Asking.text("one"));

        Turn second = said("two", first);

        assertThat(second.conversationId()).isEqualTo(first.conversationId());
        assertThat(history(second)).containsExactly("one", "yes");
    }

    @Test
    void going_on_from_an_older_one_leaves_the_later_ones_out() {
        Turn first = answered(Asking.text("one"));
        said("two", first);

        Turn branch = said("three", first);

        assertThat(history(branch)).containsExactly("one", "yes");
        assertThat(history(said("four", branch))).containsExactly("one", "yes", "three", "yes");
    }

    @Test
    void without_a_name_it_goes_on_from_the_last_one_and_what_led_to_that() {
        Turn first = answered(Asking.text("one"));
        said("two", first);
        said("three", first);

        Turn next = answered(Asking.text("four").in(first.conversationId()));

        assertThat(history(next)).containsExactly("one", "yes", "three", "yes");
    }

    @Test
    void a_branch_is_kept_by_a_queue_and_a_kill() throws IOException {
        Turn first = answered(Asking.text("one"));
        said("two", first);
        agent.hold();
        ask(Asking.text("three").in(first.conversationId()));
        Turn waiting = ask(Asking.text("four").after(first));

        kill();

        assertThat(waiting.state()).isEqualTo(TurnState.QUEUED);
        assertThat(history(waiting)).containsExactly("one", "yes");
    }

    @Test
    void one_that_still_runs_can_be_gone_on_from() {
        agent.hold();
        Turn running = ask(Asking.text("one"));
        Turn waiting = ask(Asking.text("two").after(running));
        agent.letGo();

        assertThat(waiting.state()).isEqualTo(TurnState.QUEUED);
        assertThat(history(waiting)).containsExactly("one", "yes");
    }

    @Test
    void one_that_is_not_there_is_refused_and_nothing_is_stored() {
        Turn gone = answered(Asking.text("one").in("kept"));
        turns().delete(ME, gone.id()).block(SOON);

        Problem problem =
                catchThrowableOfType(Problem.class, () -> ask(Asking.text("two").after(gone)));

        assertThat(problem.status()).isEqualTo(404);
        assertThat(problem.code()).isEqualTo("previous_response_not_found");
        assertThat(turns().current(ME, "kept").block(SOON)).isNull();
    }

    @Test
    void one_of_another_conversation_is_refused() {
        Turn first = answered(Asking.text("one"));

        Problem problem = catchThrowableOfType(
                Problem.class, () -> ask(Asking.text("two").in("elsewhere").after(first)));

        assertThat(problem.status()).isEqualTo(422);
        assertThat(turns().current(ME, "elsewhere").block(SOON)).isNull();
    }

    @Test
    void one_of_another_owner_is_not_there() {
        Turn first = answered(Asking.text("one"));
        StartTurn mine = Asking.text("two").after(first).by(HeardAgent.ID);
        StartTurn theirs = new StartTurn(
                "other",
                null,
                mine.previousTurnId(),
                null,
                null,
                mine.input(),
                null,
                null,
                null,
                null,
                TurnDetails.NONE,
                true,
                null,
                "");

        Problem problem =
                catchThrowableOfType(Problem.class, () -> turns().start(theirs).block(SOON));

        assertThat(problem.status()).isEqualTo(404);
    }
}
