package dev.cowork.server.models.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ContextTrimTest {

    private static final String LONG = "x".repeat(3_000); // a thousand tokens by our estimate

    private static List<Step> turns(int count) {
        return IntStream.range(0, count)
                .boxed()
                .<Step>mapMulti((i, sink) -> {
                    sink.accept(new Step.Message("turn" + i, "user", LONG));
                    if (i < count - 1) {
                        sink.accept(new Step.Message("turn" + i, "assistant", LONG));
                    }
                })
                .toList();
    }

    @Test
    void nothing_is_left_out_while_the_window_is_unknown_or_wide() {
        assertThat(new ContextTrim(0).fit(turns(50), "")).hasSize(99);
        assertThat(new ContextTrim(200_000).fit(turns(50), "")).hasSize(99);
    }

    @Test
    void whole_turns_are_left_out_from_the_oldest_on() {
        List<Step> kept = new ContextTrim(8_000).fit(turns(10), LONG);
        // 8000 - 2000 for the answer - 1000 fixed leaves 5000: the last message and two whole turns would be 5040
        assertThat(kept).hasSize(3);
        assertThat(kept.getFirst().turnId()).isEqualTo("turn8");
        assertThat(kept.getLast()).isEqualTo(turns(10).getLast());
    }

    @Test
    void the_last_user_message_is_kept_whole_whatever_its_size() {
        Step.Message huge = new Step.Message("turn9", "user", LONG.repeat(10));
        assertThat(new ContextTrim(1_000).fit(List.of(new Step.Message("turn8", "user", "before"), huge), ""))
                .containsExactly(huge);
    }

    @Test
    void tool_outputs_of_the_last_turn_are_cut_before_anything_of_it_is_lost() {
        Step.Message question = new Step.Message("turn1", "user", "what is in it?");
        Step.ToolRound round = new Step.ToolRound(
                "turn1", "", List.of(new Step.Call("a", "read_file", "{}", "begin" + LONG.repeat(20) + "end")));
        List<Step> kept = new ContextTrim(4_000).fit(List.of(question, round), "");
        assertThat(kept).hasSize(2).startsWith(question);
        String output = ((Step.ToolRound) kept.getLast()).calls().getFirst().output();
        assertThat(output).startsWith("begin").contains("bytes left out").endsWith("end");
        assertThat(output.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(8_192);
    }

    @Test
    void other_scripts_count_by_their_bytes() {
        List<Step> turns =
                List.of(new Step.Message("turn0", "user", "世".repeat(2_000)), new Step.Message("turn1", "user", "界"));
        assertThat(new ContextTrim(2_600).fit(turns, "")).hasSize(1);
        assertThat(new ContextTrim(2_800).fit(turns, "")).hasSize(2);
    }
}
