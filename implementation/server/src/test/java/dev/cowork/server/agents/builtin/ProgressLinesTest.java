package dev.cowork.server.agents.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Bug class: a tool that says very much fills the history for ever. */
class ProgressLinesTest {

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final ProgressLines lines = new ProgressLines(time);
    private final List<String> messages = new ArrayList<>();

    @AfterEach
    void stop() {
        time.dispose();
    }

    private void chatter(int seconds) {
        for (int i = 0; i < seconds * 100; i++) {
            lines.add("line " + i);
            time.advanceTimeBy(Duration.ofMillis(10));
        }
    }

    @Test
    void a_chatty_tool_makes_five_messages_a_second() {
        lines.flux().subscribe(messages::add);
        chatter(20);
        assertThat(messages).hasSizeBetween(95, 101);
        assertThat(String.join("\n", messages).lines())
                .hasSizeGreaterThan(1_900)
                .doesNotHaveDuplicates();
    }

    @Test
    void there_are_never_more_than_five_hundred_and_the_last_line_is_among_them() {
        lines.flux().subscribe(messages::add);
        chatter(1_000);
        assertThat(messages).hasSize(ProgressLines.MOST - 1);
        lines.add("the end");
        lines.close();
        assertThat(messages).hasSize(ProgressLines.MOST);
        assertThat(messages.getLast()).endsWith("\nthe end");
    }

    @Test
    void a_message_holds_the_newest_lines() {
        lines.flux().subscribe(messages::add);
        lines.add("first");
        for (int i = 0; i < 10_000; i++) {
            lines.add("number " + i);
        }
        lines.add("x".repeat(1_500));
        lines.close();
        assertThat(messages).hasSize(2).first().isEqualTo("first");
        assertThat(messages.getLast())
                .contains("\nnumber 9999\nxxx")
                .doesNotContain("number 9000\n")
                .hasSizeLessThanOrEqualTo(ProgressLines.LONGEST);
    }

    @Test
    void a_line_is_told_without_waiting_for_the_next_and_an_endless_one_is_cut() {
        lines.flux().subscribe(messages::add);
        lines.add("one");
        lines.add("y".repeat(100_000));
        assertThat(messages).containsExactly("one");
        time.advanceTimeBy(Duration.ofMillis(200));
        assertThat(messages).hasSize(2);
        assertThat(messages.getLast()).hasSize(ProgressLines.LONGEST).endsWith("y...");
    }

    @Test
    void nothing_is_lost_when_nobody_has_begun_to_listen() {
        chatter(1_000);
        lines.add("the end");
        lines.close();
        lines.add("too late");
        lines.flux().subscribe(messages::add);
        assertThat(messages).hasSize(ProgressLines.MOST);
        assertThat(messages.getLast()).endsWith("the end");
    }
}
