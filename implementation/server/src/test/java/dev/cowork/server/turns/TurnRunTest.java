package dev.cowork.server.turns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.agent.AgentFailure;
import dev.cowork.server.agent.Question;
import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.journal.StreamRef;
import dev.cowork.server.journal.StreamWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.publisher.TestPublisher;

/** Bug class: a turn that writes too much or too little, ends twice or never, or outruns its log. */
class TurnRunTest {

    private static final Turn TURN = new Turn(
            1,
            "resp_1",
            "local",
            1,
            "conv_1",
            new StreamRef(1, "resp_1", "local"),
            0,
            TurnState.RUNNING,
            "anton",
            null,
            null,
            null,
            1,
            "hello",
            "item_u",
            "item_a",
            0,
            null);

    private final Log log = new Log();
    private final List<EndingReason> endings = new ArrayList<>();
    private final AtomicInteger resumed = new AtomicInteger();
    private final TurnRun run = new TurnRun(
            TURN,
            new DetachedWriter().writer(),
            new Transcript(1),
            log,
            (turn, reason) -> {
                endings.add(reason);
                return Mono.empty();
            },
            goesOn -> resumed.incrementAndGet() > 0);

    /** A log whose writes finish when the test says so. */
    private static final class Log implements TurnLog {

        final List<List<TurnEvent>> batches = new ArrayList<>();
        private Sinks.Empty<Void> current = Sinks.empty();

        @Override
        public Mono<Void> append(Turn turn, StreamWriter<TurnEvent> writer, Transcript said, List<TurnEvent> events) {
            batches.add(List.copyOf(events));
            current = Sinks.empty();
            return current.asMono().doOnSuccess(written -> events.forEach(said::add));
        }

        void done() {
            current.tryEmitEmpty();
        }

        void failed(Throwable error) {
            current.tryEmitError(error);
        }
    }

    private static TurnEvent delta(String text) {
        return new TurnEvent.TextDelta("item_1", 0, 0, text);
    }

    @Nested
    class Writing {

        @Test
        void takesTheFirstDeltaAtOnceAndGathersTheNextOnesWhileItIsWritten() {
            TestPublisher<TurnEvent> agent = TestPublisher.create();
            run.run(agent.flux());

            agent.next(delta("one "));
            agent.next(delta("two "), delta("three "), delta("four "));
            assertThat(log.batches).containsExactly(List.of(delta("one ")));
            log.done();

            assertThat(log.batches).containsExactly(List.of(delta("one ")), List.of(delta("two three four ")));
        }

        @Test
        void takesTheBeginningOfAnItemTogetherWithItsFirstDelta() {
            TestPublisher<TurnEvent> agent = TestPublisher.create();
            TurnEvent beginning = new TurnEvent.ItemStarted("item_1", 0, "message");
            run.run(agent.flux());

            agent.next(beginning);
            assertThat(log.batches).isEmpty();
            agent.next(delta("one"));

            assertThat(log.batches).containsExactly(List.of(beginning, delta("one")));
        }

        @Test
        void writesABeginningWithoutADeltaWhenTheTurnEnds() {
            TestPublisher<TurnEvent> agent = TestPublisher.create();
            TurnEvent beginning = new TurnEvent.ItemStarted("item_1", 0, "message");
            run.run(agent.flux());

            agent.next(beginning);
            agent.complete();

            assertThat(log.batches).containsExactly(List.of(beginning));
        }

        @Test
        void keepsTheOrderOfDifferentThings() {
            TestPublisher<TurnEvent> agent = TestPublisher.create();
            TurnEvent tool = new TurnEvent.ToolProgress("call", "list_files", "looking");
            run.run(agent.flux());

            agent.next(delta("a"));
            agent.next(delta("b"), tool, delta("c"), delta("d"));
            log.done();

            assertThat(log.batches.get(1)).containsExactly(delta("b"), tool, delta("cd"));
        }

        @Test
        void neverGathersMoreThanFourThousandCharactersIntoOneEvent() {
            TestPublisher<TurnEvent> agent = TestPublisher.create();
            String kilo = "x".repeat(1000);
            run.run(agent.flux());

            agent.next(delta("first"));
            for (int i = 0; i < 10; i++) {
                agent.next(delta(kilo));
            }
            log.done();

            assertThat(log.batches.get(1))
                    .hasSize(3)
                    .allSatisfy(event -> assertThat(
                                    ((TurnEvent.TextDelta) event).delta().length())
                            .isLessThanOrEqualTo(GatheredDeltas.MOST_CHARS));
        }

        @Test
        void asksTheAgentForNoMoreThanTheLogTakes() {
            TestPublisher<TurnEvent> agent = TestPublisher.create();
            run.run(agent.flux());
            agent.assertMaxRequested(Unwritten.MOST);

            List<Integer> said = new ArrayList<>();
            Flux<TurnEvent> endless = Flux.range(0, 1_000_000)
                    .doOnNext(said::add)
                    .map(i -> new TurnEvent.ToolProgress("call", "x", "line " + i));
            TurnRun other = new TurnRun(
                    TURN,
                    new DetachedWriter().writer(),
                    new Transcript(1),
                    log,
                    (turn, reason) -> Mono.empty(),
                    goesOn -> true);
            other.run(endless);

            assertThat(said).hasSize(Unwritten.MOST);
        }
    }

    @Nested
    class Waiting {

        private final TurnEvent asked = new TurnEvent.QuestionAsked(
                "ask_1", "call_1", "ask_user", new Question("Which?", List.of(), false, true));
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

            assertThat(answered.block(Duration.ofSeconds(1))).isTrue();
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

            assertThat(first.block(Duration.ofSeconds(1))).isTrue();
            assertThat(second.block(Duration.ofSeconds(1))).isFalse();
            assertThat(log.batches).containsExactly(List.of(asked), List.of(answer));
        }

        @Test
        void endsAtOnceWhenSomebodyStopsTheTurn() {
            run.run(Flux.just(asked));
            log.done();

            assertThat(run.end(EndingReason.CANCELLED).block(Duration.ofSeconds(1)))
                    .isTrue();

            assertThat(endings).containsExactly(EndingReason.CANCELLED);
            assertThat(run.answer(answer).block(Duration.ofSeconds(1))).isFalse();
        }

        @Test
        void isNotTheEndOfAnAgentThatFailsAfterItHasAsked() {
            run.run(Flux.just(asked).concatWith(Flux.error(new AgentFailure("provider_auth", "No."))));
            log.done();

            assertThat(endings).singleElement().extracting(EndingReason::code).isEqualTo("provider_auth");
        }
    }

    @Nested
    class Ending {

        @Test
        void comesAfterEverythingThatWasSaidIsWritten() {
            TestPublisher<TurnEvent> agent = TestPublisher.create();
            run.run(agent.flux());
            agent.next(delta("one "));
            agent.next(delta("two "));

            run.end(EndingReason.CANCELLED).subscribe();
            assertThat(endings).isEmpty();
            log.done();
            assertThat(log.batches.get(1)).containsExactly(delta("two "));
            assertThat(endings).isEmpty();
            log.done();

            assertThat(endings).containsExactly(EndingReason.CANCELLED);
        }

        @Test
        void happensOnceAndTheFirstReasonCounts() {
            run.run(Flux.never());

            boolean first =
                    Boolean.TRUE.equals(run.end(EndingReason.INTERRUPTED).block(Duration.ofSeconds(1)));
            boolean second = Boolean.TRUE.equals(run.end(EndingReason.CANCELLED).block(Duration.ofSeconds(1)));

            assertThat(endings).containsExactly(EndingReason.INTERRUPTED);
            assertThat(first).isTrue();
            assertThat(second).isFalse();
        }

        @Test
        void hearsNothingMore() {
            TestPublisher<TurnEvent> agent = TestPublisher.create();
            run.run(agent.flux());
            run.end(EndingReason.CANCELLED).subscribe();

            agent.next(delta("late"));

            assertThat(log.batches).isEmpty();
        }

        @Test
        void signalsTheAgentAndCancelsOneThatDoesNotListen() {
            TestPublisher<TurnEvent> deaf = TestPublisher.create();
            run.run(deaf.flux());
            List<String> signals = new ArrayList<>();
            run.stopped().subscribe(null, null, () -> signals.add("stopped"));

            run.end(EndingReason.CANCELLED).subscribe();

            assertThat(signals).containsExactly("stopped");
            deaf.assertNotCancelled();
            Mono.delay(TurnRun.GRACE.plusMillis(500)).block();
            deaf.assertCancelled();
        }

        @Test
        void givesADeafAgentItsGraceAndNoMoreAlsoWhileTheLogIsBlocked() {
            TestPublisher<TurnEvent> deaf = TestPublisher.create();
            run.run(deaf.flux());
            deaf.next(delta("never written"));

            run.end(EndingReason.CANCELLED).subscribe();

            deaf.assertNotCancelled();
            Mono.delay(TurnRun.GRACE.plusMillis(500)).block();
            deaf.assertCancelled();
            assertThat(endings).isEmpty();
            log.done();
            assertThat(endings).containsExactly(EndingReason.CANCELLED);
        }

        @Test
        void beforeTheStartKeepsTheAgentFromStarting() {
            run.end(EndingReason.CANCELLED).subscribe();
            TestPublisher<TurnEvent> agent = TestPublisher.create();

            run.run(agent.flux());

            agent.assertWasNotSubscribed();
            assertThat(endings).containsExactly(EndingReason.CANCELLED);
        }

        @Test
        void ofAnAgentThatFailsHidesWhatItDidNotMeanToSay() {
            run.run(Flux.error(new IllegalStateException("secret inside")));

            assertThat(endings).singleElement().isInstanceOfSatisfying(EndingReason.Failed.class, failed -> {
                assertThat(failed.code()).isEqualTo("anton_error");
                assertThat(failed.failure().sentence()).doesNotContain("secret");
            });
        }

        @Test
        void whenTheLogCannotBeWrittenIsAFailureOfStorage() {
            run.run(Flux.just(delta("one")).concatWith(Flux.never()));

            log.failed(new IllegalStateException("[SQLITE_FULL] database or disk is full"));

            assertThat(endings)
                    .singleElement()
                    .isInstanceOfSatisfying(
                            EndingReason.Failed.class,
                            failed -> assertThat(failed.code()).isEqualTo("storage_full"));
        }

        @Test
        void keepsTheCodeOfAFailureThatSaysIt() {
            run.run(Flux.error(new AgentFailure("provider_auth", "The key is not valid.")));

            assertThat(endings).singleElement().extracting(EndingReason::code).isEqualTo("provider_auth");
        }
    }
}
