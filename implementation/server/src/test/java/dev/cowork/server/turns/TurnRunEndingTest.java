package dev.cowork.server.turns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.agent.AgentFailure;
import dev.cowork.server.agent.TurnEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.publisher.TestPublisher;

/** Bug class: a turn that ends twice, never, or before all it has said is written. */
class TurnRunEndingTest extends TurnRunFixture {

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

        boolean first = Boolean.TRUE.equals(run.end(EndingReason.INTERRUPTED).block(Duration.ofSeconds(20)));
        boolean second = Boolean.TRUE.equals(run.end(EndingReason.CANCELLED).block(Duration.ofSeconds(20)));

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
    void signalsTheAgentAndCancelsOneThatDoesNotListen() throws InterruptedException {
        TestPublisher<TurnEvent> deaf = TestPublisher.create();
        CountDownLatch left = new CountDownLatch(1);
        run.run(deaf.flux().doOnCancel(left::countDown));
        List<String> signals = new ArrayList<>();
        run.stopped().subscribe(null, null, () -> signals.add("stopped"));

        run.end(EndingReason.CANCELLED).subscribe();

        assertThat(signals).containsExactly("stopped");
        deaf.assertNotCancelled();
        assertThat(left.await(TurnStop.GRACE.plusSeconds(3).toMillis(), TimeUnit.MILLISECONDS))
                .isTrue();
    }

    @Test
    void givesADeafAgentItsGraceAndNoMoreAlsoWhileTheLogIsBlocked() throws InterruptedException {
        TestPublisher<TurnEvent> deaf = TestPublisher.create();
        CountDownLatch left = new CountDownLatch(1);
        run.run(deaf.flux().doOnCancel(left::countDown));
        deaf.next(delta("never written"));

        run.end(EndingReason.CANCELLED).subscribe();

        deaf.assertNotCancelled();
        assertThat(left.await(TurnStop.GRACE.plusSeconds(3).toMillis(), TimeUnit.MILLISECONDS))
                .isTrue();
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
