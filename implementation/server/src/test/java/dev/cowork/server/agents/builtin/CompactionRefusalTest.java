package dev.cowork.server.agents.builtin;

import static dev.cowork.server.models.ScriptedChatServer.events;
import static dev.cowork.server.models.ScriptedChatServer.status;
import static dev.cowork.server.models.ScriptedChatServer.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.agent.TurnEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

/** A provider that says that a conversation is too long is asked once more with a shorter one, where that can help. */
class CompactionRefusalTest extends CompactionFixture {

    private static final String TOO_LONG =
            "{\"error\":{\"code\":\"context_length_exceeded\",\"message\":\"too long\"}}";

    @Test
    void of_a_conversation_that_is_too_long_make_it_shorter_and_it_is_asked_again() {
        settings.put("openai_compatible_context_window", "100000");
        longTalk();
        server.then(status(400, TOO_LONG));
        answers(RECORD, "Here you are.");
        List<TurnEvent> events = run("What next?");
        assertThat(said(events)).isEqualTo("Here you are.");
        assertThat(compaction(events).kind()).isEqualTo("summary");
    }

    @Test
    void do_the_same_behind_a_wait_which_is_no_answer() {
        settings.put("openai_compatible_context_window", "100000");
        longTalk();
        server.then(status(503, "")).then(status(400, TOO_LONG));
        answers(RECORD, "Here you are.");
        List<TurnEvent> events = run("What next?");
        assertThat(said(events)).isEqualTo("Here you are.");
        assertThat(only(events, TurnEvent.Progress.class).getFirst().phase()).isEqualTo("rate_limited");
    }

    @Test
    void behind_the_first_word_end_the_turn_for_what_was_said_cannot_be_taken_back() {
        settings.put("openai_compatible_context_window", "100000");
        longTalk();
        server.then(events(text("So far."), TOO_LONG));
        answers(RECORD, "Here you are.");
        List<TurnEvent> events = new ArrayList<>();
        StepVerifier.create(turn("What next?").doOnNext(events::add))
                .thenConsumeWhile(event -> true)
                .verifyErrorSatisfies(
                        error -> assertThat(error).hasFieldOrPropertyWithValue("code", "content_too_large"));
        assertThat(only(events, TurnEvent.ContextCompacted.class)).isEmpty();
        assertThat(server.seen()).hasSize(1);
    }

    @Test
    void that_nothing_helps_against_end_the_turn() {
        server.then(status(400, TOO_LONG));
        StepVerifier.create(turn("hello")).verifyError();
        assertThat(server.seen()).hasSize(1);
    }
}
