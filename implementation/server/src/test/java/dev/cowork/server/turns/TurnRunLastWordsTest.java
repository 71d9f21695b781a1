package dev.cowork.server.turns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.agent.AgentFailure;
import dev.cowork.server.agent.Question;
import dev.cowork.server.agent.TurnEvent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.publisher.TestPublisher;

/** Bug class: last words that are lost, written twice, or ended with when they must be in the log before. */
class TurnRunLastWordsTest extends TurnRunFixture {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final TurnEvent TOOL = new TurnEvent.ToolProgress("call", "list_files", "looking");
    private static final TurnEvent.Asked ASKED =
            new TurnEvent.QuestionAsked("ask_1", "call_1", "ask_user", new Question("Which?", List.of(), false, true));
    private static final TurnEvent.Answered ANSWER =
            new TurnEvent.QuestionAnswered("ask_1", "call_1", "answered", List.of(), "this");

    private final TestPublisher<TurnEvent> agent = TestPublisher.create();
    private final AtomicInteger tried = new AtomicInteger();
    private final Sinks.Empty<Void> end = Sinks.empty();

    TurnRunLastWordsTest() {
        together = end.asMono().doOnSubscribe(begins -> tried.incrementAndGet());
        run.run(agent.flux());
    }

    /** The turn has said them behind a write that is under way. */
    private void says(TurnEvent... words) {
        agent.next(delta("first"));
        for (TurnEvent word : words) {
            agent.next(word);
        }
    }

    private void assertApart(TurnEvent... words) {
        assertThat(lastWords).isEmpty();
        assertThat(log.batches).containsExactly(List.of(delta("first")), List.of(words));
        assertThat(endings).isEmpty();
    }

    @Nested
    class OfATurnThatCompletes {

        @Test
        void goWithItsEndOnceAndNotIntoTheLogBefore() {
            says(delta("two "), delta("three"), TOOL);
            agent.complete();
            assertThat(lastWords).isEmpty();
            log.done();

            assertThat(lastWords).containsExactly(List.of(delta("two three"), TOOL));
            end.tryEmitEmpty();

            assertThat(tried).hasValue(1);
            assertThat(lastWords).hasSize(1);
            assertThat(log.batches).containsExactly(List.of(delta("first")));
            assertThat(endings).isEmpty();
        }

        @Test
        void areOverWhenBothAreDurableAndNotBefore() {
            says(TOOL);
            agent.complete();
            Mono<Boolean> over = run.end(EndingReason.CANCELLED).cache();
            AtomicInteger told = new AtomicInteger();
            over.subscribe(first -> told.incrementAndGet());
            log.done();
            assertThat(told).hasValue(0);

            end.tryEmitEmpty();

            assertThat(told).hasValue(1);
            assertThat(over.block(SOON)).isFalse();
            run.stopped().block(SOON);
        }

        @Test
        void goWithItWhenNoWriteIsUnderWay() {
            TurnEvent beginning = new TurnEvent.ItemStarted("item_1", 0, "message");
            agent.next(beginning);
            agent.complete();

            assertThat(lastWords).containsExactly(List.of(beginning));
            assertThat(log.batches).isEmpty();
        }

        @Test
        void areThoseThatOneWriteTakesAndTheOthersAreWrittenBefore() {
            TurnEvent[] many = IntStream.range(0, Unwritten.MAX_BATCH + 2)
                    .mapToObj(i -> new TurnEvent.ToolProgress("call", "x", "line " + i))
                    .toArray(TurnEvent[]::new);
            says(many);
            agent.complete();
            log.done();
            assertThat(lastWords).isEmpty();
            log.done();

            assertThat(log.batches)
                    .containsExactly(List.of(delta("first")), List.of(many).subList(0, Unwritten.MAX_BATCH));
            assertThat(lastWords).containsExactly(List.of(many).subList(Unwritten.MAX_BATCH, many.length));
            assertThat(endings).isEmpty();
        }

        @Test
        void areNoneWhenAllIsWritten() {
            agent.next(delta("first"));
            log.done();
            agent.complete();

            assertThat(lastWords).isEmpty();
            assertThat(endings).containsExactly(EndingReason.COMPLETED);
        }
    }

    @Nested
    class WhileTheyAreBeingWritten {

        @Test
        void aStopEndsNothingASecondTimeAndIsNotTheReason() {
            says(TOOL);
            agent.complete();
            log.done();

            Mono<Boolean> stop = run.end(EndingReason.CANCELLED).cache();
            stop.subscribe();
            end.tryEmitEmpty();

            assertThat(stop.block(SOON)).isFalse();
            assertThat(tried).hasValue(1);
            assertThat(lastWords).hasSize(1);
            assertThat(log.batches).hasSize(1);
            assertThat(endings).isEmpty();
        }

        @Test
        void aStopChangesNothingWhenTheyHaveToBeWrittenApart() {
            says(TOOL);
            agent.complete();
            log.done();
            Mono<Boolean> stop = run.end(EndingReason.CANCELLED).cache();
            stop.subscribe();

            end.tryEmitError(new IllegalStateException("not together"));
            assertThat(endings).isEmpty();
            log.done();

            assertThat(stop.block(SOON)).isFalse();
            assertThat(log.batches).containsExactly(List.of(delta("first")), List.of(TOOL));
            assertThat(endings).containsExactly(EndingReason.COMPLETED);
        }

        @Test
        void nothingMoreIsHeard() {
            says(TOOL);
            agent.complete();
            log.done();

            run.say(delta("late"));
            Mono<Boolean> answered = run.answer(ANSWER).cache();
            answered.subscribe();
            end.tryEmitEmpty();

            assertThat(answered.block(SOON)).isFalse();
            assertThat(lastWords).containsExactly(List.of(TOOL));
            assertThat(log.batches).hasSize(1);
        }
    }

    @Nested
    class ThatCannotBeWrittenWithTheEnd {

        @Test
        void areWrittenApartOnceAndThenTheTurnEndsOnce() {
            says(delta("two"), TOOL);
            agent.complete();
            log.done();

            end.tryEmitError(new IllegalStateException("not together"));
            assertThat(log.batches).containsExactly(List.of(delta("first")), List.of(delta("two"), TOOL));
            assertThat(endings).isEmpty();
            log.done();

            assertThat(log.batches).hasSize(2);
            assertThat(endings).containsExactly(EndingReason.COMPLETED);
            assertThat(tried).hasValue(1);
            assertThat(run.end(EndingReason.CANCELLED).block(SOON)).isFalse();
            assertThat(endings).hasSize(1);
        }

        @Test
        void norApartAreAFailureOfStorage() {
            says(TOOL);
            agent.complete();
            log.done();
            end.tryEmitError(new IllegalStateException("[SQLITE_FULL] database or disk is full"));

            log.failed(new IllegalStateException("[SQLITE_FULL] database or disk is full"));

            assertThat(log.batches).hasSize(2);
            assertThat(tried).hasValue(1);
            assertThat(endings)
                    .singleElement()
                    .isInstanceOfSatisfying(
                            EndingReason.Failed.class,
                            failed -> assertThat(failed.code()).isEqualTo("storage_full"));
        }
    }

    static List<EndingReason> otherReasons() {
        return List.of(
                EndingReason.CANCELLED,
                EndingReason.INTERRUPTED,
                EndingReason.Failed.of(new AgentFailure("provider_auth", "The key is not valid.")));
    }

    @ParameterizedTest
    @MethodSource("otherReasons")
    void areInTheLogBeforeATurnEndsThatDoesNotComplete(EndingReason reason) {
        says(TOOL);
        run.end(reason).subscribe();
        log.done();

        assertApart(TOOL);
        log.done();
        assertThat(endings).containsExactly(reason);
    }

    @Test
    void areInTheLogBeforeATurnEndsWhoseAgentFails() {
        says(TOOL);
        agent.error(new AgentFailure("provider_auth", "The key is not valid."));
        log.done();

        assertApart(TOOL);
        log.done();
        assertThat(endings).singleElement().extracting(EndingReason::code).isEqualTo("provider_auth");
    }

    @Test
    void areInTheLogBeforeItEndsWhenAnAnswerIsAmongThem() {
        says(TOOL);
        Mono<Boolean> answered = run.answer(ANSWER).cache();
        AtomicInteger told = new AtomicInteger();
        answered.subscribe(taken -> told.incrementAndGet());
        agent.complete();
        log.done();

        assertApart(TOOL, ANSWER);
        assertThat(told).as("an answer is told when it is durable").hasValue(0);
        log.done();
        assertThat(answered.block(SOON)).isTrue();
        assertThat(endings).containsExactly(EndingReason.COMPLETED);
    }

    @Test
    void areInTheLogBeforeItEndsWhenAQuestionIsAmongThem() {
        says(TOOL);
        run.say(ASKED);
        run.end(EndingReason.COMPLETED).subscribe();
        log.done();

        assertApart(TOOL, ASKED);
        log.done();
        assertThat(endings).containsExactly(EndingReason.COMPLETED);
    }
}
