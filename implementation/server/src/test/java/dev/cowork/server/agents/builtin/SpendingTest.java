package dev.cowork.server.agents.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.agent.TurnEvent;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
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
}
