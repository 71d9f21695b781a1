package dev.cowork.server.agents.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.agent.Access;
import dev.cowork.server.agent.Decision;
import dev.cowork.server.agent.PastEvent;
import dev.cowork.server.agent.TurnEvent;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SpendingTest {

    private final AtomicLong now = new AtomicLong();

    private Spending spending(Budgets budgets) {
        return new Spending(budgets, now::get);
    }

    private static void callAndRound(Spending spending, String callId) {
        spending.see(new TurnEvent.ToolCallReady("item", 0, callId, "look", "Look", "{}", null));
        spending.see(new TurnEvent.ToolCallFinished(
                "item", callId, "look", "Look", true, callId, "", 1, "call-item", 0, "{}"));
        spending.round(false);
    }

    @Test
    void time_runs_out() {
        Spending spending = spending(new Budgets(9, 9, 0, Duration.ofSeconds(10), 9, 9));
        now.set(Duration.ofSeconds(10).toNanos() - 1);
        assertThat(spending.limit()).isNull();
        now.incrementAndGet();
        assertThat(spending.limit()).isEqualTo(Limit.TIME);
    }

    @Test
    void a_turn_has_an_hour() {
        Spending spending = spending(Budgets.of(50, 0));
        now.set(Duration.ofHours(1).toNanos() - 1);
        assertThat(spending.limit()).isNull();
        now.incrementAndGet();
        assertThat(spending.limit()).isEqualTo(Limit.TIME);
    }

    @Test
    void calls_of_one_round_count_each() {
        Spending spending = spending(new Budgets(9, 3, 0, Duration.ofSeconds(10), 9, 9));
        callAndRound(spending, "a");
        callAndRound(spending, "b");
        assertThat(spending.limit()).isNull();
        callAndRound(spending, "c");
        assertThat(spending.limit()).isEqualTo(Limit.CALLS);
    }

    @Test
    void tokens_never_keep_the_first_round_from_its_tools() {
        Spending spending = spending(new Budgets(9, 9, 100, Duration.ofSeconds(10), 9, 9));
        spending.see(new TurnEvent.Usage("p", "m", null, 1_000L, null, null, 5L, null));
        assertThat(spending.limit()).isNull();
        callAndRound(spending, "a");
        assertThat(spending.limit()).isEqualTo(Limit.TOKENS);
    }

    @Test
    void cached_tokens_are_tokens() {
        Spending spending = spending(new Budgets(9, 9, 1_000_000, Duration.ofSeconds(10), 9, 9));
        spending.see(new TurnEvent.Usage("p", "m", null, 0L, 300_000L, 300_000L, 200_000L, null));
        callAndRound(spending, "a");
        assertThat(spending.limit()).isEqualTo(Limit.TOKENS);
    }

    /** What a turn did before it waited for a person. */
    @Nested
    class BeforeAWait {

        private static final long SECOND = 1_000_000;

        private void before(Spending spending, long seconds, TurnEvent event) {
            spending.seeAgain(new PastEvent(event, seconds * SECOND));
        }

        private void called(Spending spending, String callId, String output) {
            before(spending, 2, new TurnEvent.ToolCallReady("item", 0, callId, "look", "Look", "{}", null));
            before(
                    spending,
                    3,
                    new TurnEvent.ToolCallFinished(
                            "item", callId, "look", "Look", true, output, "", 1, "call-item", 0, "{}"));
        }

        private Spending begun(Budgets budgets) {
            Spending spending = spending(budgets);
            before(spending, 1, new TurnEvent.Started("m"));
            return spending;
        }

        @Test
        void rounds_count_each_once_however_many_calls_it_has() {
            Spending spending = begun(new Budgets(2, 99, 0, Duration.ofHours(1), 9, 9));
            before(spending, 2, new TurnEvent.ToolCallReady("item", 0, "a", "look", "Look", "{}", null));
            called(spending, "b", "b");
            before(
                    spending,
                    4,
                    new TurnEvent.ToolCallFinished(
                            "item", "a", "look", "Look", true, "a", "", 1, "call-item", 0, "{}"));
            assertThat(spending.limit()).isNull();
            callAndRound(spending, "c");
            assertThat(spending.limit()).isEqualTo(Limit.ROUNDS);
        }

        @Test
        void calls_count() {
            Spending spending = begun(new Budgets(9, 2, 0, Duration.ofHours(1), 9, 9));
            called(spending, "a", "a");
            assertThat(spending.limit()).isNull();
            callAndRound(spending, "b");
            assertThat(spending.limit()).isEqualTo(Limit.CALLS);
        }

        @Test
        void tokens_count() {
            Spending spending = begun(new Budgets(9, 9, 1_000_000, Duration.ofHours(1), 9, 9));
            before(spending, 2, new TurnEvent.Usage("p", "m", null, 700_000L, null, null, 100_000L, null));
            called(spending, "a", "a");
            assertThat(spending.limit()).isEqualTo(Limit.TOKENS);
        }

        @Test
        void results_that_were_there_are_no_news() {
            Spending spending = begun(new Budgets(9, 9, 0, Duration.ofHours(1), 2, 9));
            called(spending, "a", "same");
            called(spending, "b", "same");
            assertThat(spending.limit()).isNull();
            called(spending, "c", "same");
            assertThat(spending.limit()).isEqualTo(Limit.STANDSTILL);
        }

        @Test
        void the_time_that_it_worked_counts_and_the_time_until_the_answer_does_not() {
            Spending spending = begun(new Budgets(9, 9, 0, Duration.ofSeconds(10), 9, 9));
            before(spending, 5, new TurnEvent.ApprovalAsked("ask", "a", "look", "Look", Access.read("")));
            before(spending, 65, new TurnEvent.Progress("waiting", "Still there."));
            before(spending, 7_000, new TurnEvent.ApprovalGiven("ask", "a", Decision.ALLOW, Access.read("")));
            before(spending, 7_000, new TurnEvent.Started("m"));
            called(spending, "a", "a");
            before(spending, 7_003, new TurnEvent.ApprovalAsked("ask2", "b", "look", "Look", Access.read("")));
            before(spending, 9_000, new TurnEvent.ApprovalGiven("ask2", "b", Decision.ALLOW, Access.read("")));

            now.set(Duration.ofSeconds(3).toNanos() - 1);
            assertThat(spending.limit()).isNull();
            now.incrementAndGet();
            assertThat(spending.limit()).isEqualTo(Limit.TIME);
        }
    }
}
