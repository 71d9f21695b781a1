package dev.cowork.server.platform.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Bug class this catches: a full collection in the middle of work, again and again while nothing happens, or never. */
class QuietTimesTest {

    private final QuietTimes quiet = new QuietTimes();

    @Test
    void the_moment_comes_when_work_has_stopped() {
        assertThat(quiet.found(5)).isFalse();
        assertThat(quiet.found(9)).isFalse();
        assertThat(quiet.found(9)).isTrue();
    }

    @Test
    void it_does_not_come_while_work_goes_on() {
        for (int collections = 1; collections < 100; collections++) {
            assertThat(quiet.found(collections)).isFalse();
        }
    }

    @Test
    void it_comes_once_for_each_busy_time() {
        quiet.found(9);
        assertThat(quiet.found(9)).isTrue();
        quiet.settled(10);

        assertThat(quiet.found(10)).isFalse();
        assertThat(quiet.found(10)).isFalse();
        assertThat(quiet.found(10 + QuietTimes.WORK)).isFalse();
        assertThat(quiet.found(10 + QuietTimes.WORK)).isTrue();
    }

    @Test
    void little_work_is_not_worth_it() {
        quiet.found(QuietTimes.WORK - 1);

        assertThat(quiet.found(QuietTimes.WORK - 1)).isFalse();
    }
}
