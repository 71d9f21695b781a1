package dev.cowork.server.turns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.agent.TurnEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.publisher.TestPublisher;

/** Bug class: a turn that writes too much or too little, or outruns its log. */
class TurnRunWritingTest extends TurnRunFixture {

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
        TurnRun other =
                new TurnRun(TURN, new DetachedWriter().writer(), new Transcript(1), log, ender(), goesOn -> true);
        other.run(endless);

        assertThat(said).hasSize(Unwritten.MOST);
    }
}
