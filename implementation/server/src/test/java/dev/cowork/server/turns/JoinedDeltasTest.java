package dev.cowork.server.turns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.agent.TurnEvent;
import dev.cowork.server.journal.Entry;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Bug class: a history page that carries every line a tool has ever said. */
class JoinedDeltasTest {

    private final JoinedDeltas joined = new JoinedDeltas();
    private long seq;

    private void add(TurnEvent event) {
        joined.add(new Entry<>(++seq, seq, event, 10));
    }

    private static List<String> reports(List<Entry<TurnEvent>> all, String call) {
        return all.stream()
                .map(Entry::event)
                .filter(TurnEvent.ToolProgress.class::isInstance)
                .map(TurnEvent.ToolProgress.class::cast)
                .filter(report -> report.callId().equals(call))
                .map(TurnEvent.ToolProgress::message)
                .toList();
    }

    @Test
    void of_a_tool_that_reported_much_the_last_hundred_reports_stay_in_their_places() {
        add(new TurnEvent.TextDelta("item_1", 0, 0, "be"));
        for (int i = 0; i < 1_000; i++) {
            add(new TurnEvent.ToolProgress("a", "shell", "line " + i));
            if (i % 100 == 0) {
                add(new TurnEvent.ToolProgress("b", "shell", "other " + i));
            }
        }
        add(new TurnEvent.TextDelta("item_2", 1, 0, "end"));

        List<Entry<TurnEvent>> all = joined.all();

        assertThat(reports(all, "a"))
                .hasSize(JoinedDeltas.MAX_REPORTS)
                .startsWith("line 900")
                .endsWith("line 999");
        assertThat(reports(all, "b")).hasSize(10);
        assertThat(all).hasSize(112).extracting(Entry::seq).isSorted();
        assertThat(all.getFirst().event()).isInstanceOf(TurnEvent.TextDelta.class);
        assertThat(all.getLast().event()).isInstanceOf(TurnEvent.TextDelta.class);
    }

    @Test
    void the_reports_of_all_calls_of_a_turn_are_bounded_too() {
        for (int call = 0; call < 50; call++) {
            for (int i = 0; i < 100; i++) {
                add(new TurnEvent.ToolProgress("call " + call, "shell", "x".repeat(2_000)));
            }
        }
        List<Entry<TurnEvent>> all = joined.all();
        assertThat(all).hasSize(JoinedDeltas.MAX_CHARS / 2_000);
        assertThat(reports(all, "call 49")).hasSize(100);
        assertThat(reports(all, "call 0")).isEmpty();
    }
}
