package dev.cowork.contracttests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.server.SharedServer;
import dev.cowork.contracttests.stream.Frame;
import dev.cowork.contracttests.stream.Frames;
import dev.cowork.contracttests.stream.StrictReader;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Catches: a long silent turn that a proxy or the client's idle timer takes for dead. Runs for more than a minute. */
@Tag("slow")
@Order(2)
class SilenceTest {

    private final Api api = SharedServer.api();

    @Test
    void aSilentTurnGetsACommentEveryTenSecondsAndAFrameEveryMinute() {
        try (var running = StrictReader.open(api.base(), Api.turn("silent", "/slow 75000"), SharedServer.schemas());
                var waiting = StrictReader.open(api.base(), Api.turn("silent", "/say next"), SharedServer.schemas())) {
            long begun = System.nanoTime();
            List<Frame> frames = running.rest();
            assertThat(Frames.last(frames).type()).isEqualTo("response.completed");
            assertThat(running.comments()).as("comments in 75 s").isBetween(6, 9);
            List<Long> arrivals = running.arrivals();
            for (int i = 1; i < arrivals.size(); i++) {
                assertThat((arrivals.get(i) - arrivals.get(i - 1)) / 1e9)
                        .as("seconds without a frame before " + frames.get(i))
                        .isLessThan(63);
            }
            assertThat((System.nanoTime() - begun) / 1e9).isBetween(70.0, 100.0);

            List<Frame> waited = waiting.rest();
            assertThat(waited.stream().filter(frame -> frame.type().equals("response.queued")))
                    .as("a waiting turn repeats response.queued")
                    .hasSizeGreaterThanOrEqualTo(2);
            assertThat(waiting.comments()).isGreaterThanOrEqualTo(6);
        }
    }
}
