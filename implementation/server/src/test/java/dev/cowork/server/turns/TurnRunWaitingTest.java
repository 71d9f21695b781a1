package dev.cowork.server.turns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.agent.AgentFailure;
import dev.cowork.server.agent.Question;
import dev.cowork.server.agent.TurnEvent;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.publisher.TestPublisher;

/** Bug class: a turn that has asked something and ends, or goes on before the answer is durable. */
class TurnRunWaitingTest extends TurnRunFixture {

    private final TurnEvent asked =
            new TurnEvent.QuestionAsked("ask_1", "call_1", "ask_user", new Question("Which?", List.of(), false, true));
    private final TurnEvent.Answered answer =
            new TurnEvent.QuestionAnswered("ask_1", "call_1", "answered", List.of(), "this");
    private final TurnEvent.Answered other =
            new TurnEvent.QuestionAnswered("ask_1", "call_1", "answered", List.of(), "that");

    @Test
    void beginsWhenAnAgentThatHasAskedCompletesAndEndsNothing() {
        run.run(Flux.just(asked));
        log.done();

        assertThat(run.waiting()).isTrue();
        assertThat(endings).isEmpty();
        assertThat(resumed).hasValue(0);
    }

    @Test
    void endsWhenTheAnswerIsDurableAndNotBefore() {
        run.run(Flux.just(asked));
        log.done();

        Mono<Boolean> answered = run.answer(answer).cache();
        answered.subscribe();
        assertThat(resumed).hasValue(0);
        log.done();

        assertThat(answered.block(Duration.ofSeconds(20))).isTrue();
        assertThat(resumed).hasValue(1);
        assertThat(run.waiting()).isFalse();
    }

    @Test
    void outlastsAnAnswerUntilTheAgentHasLeft() {
        TestPublisher<TurnEvent> agent = TestPublisher.create();
        run.run(agent.flux());
        agent.next(asked);
        log.done();
        run.answer(answer).subscribe();
        log.done();
        assertThat(resumed).hasValue(0);

        agent.complete();

        assertThat(resumed).hasValue(1);
    }

    @Test
    void takesOneAnswerOnly() {
        run.run(Flux.just(asked));
        log.done();

        Mono<Boolean> first = run.answer(answer).cache();
        Mono<Boolean> second = run.answer(other).cache();
        first.subscribe();
        second.subscribe();
        log.done();

        assertThat(first.block(Duration.ofSeconds(20))).isTrue();
        assertThat(second.block(Duration.ofSeconds(20))).isFalse();
        assertThat(log.batches).containsExactly(List.of(asked), List.of(answer));
    }

    @Test
    void endsAtOnceWhenSomebodyStopsTheTurn() {
        run.run(Flux.just(asked));
        log.done();

        assertThat(run.end(EndingReason.CANCELLED).block(Duration.ofSeconds(20)))
                .isTrue();

        assertThat(endings).containsExactly(EndingReason.CANCELLED);
        assertThat(run.answer(answer).block(Duration.ofSeconds(20))).isFalse();
    }

    @Test
    void isNotTheEndOfAnAgentThatFailsAfterItHasAsked() {
        run.run(Flux.just(asked).concatWith(Flux.error(new AgentFailure("provider_auth", "No."))));
        log.done();

        assertThat(endings).singleElement().extracting(EndingReason::code).isEqualTo("provider_auth");
    }
}
