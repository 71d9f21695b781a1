package dev.cowork.contracttests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.schema.StrictSchemas;
import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.server.ServedBundle;
import dev.cowork.contracttests.server.ServerProcess;
import dev.cowork.contracttests.stream.Frame;
import dev.cowork.contracttests.stream.Frames;
import dev.cowork.contracttests.stream.StrictReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Catches: one client that stops reading and by that slows the turn, other clients or the whole server. */
class SlowReaderTest {

    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final int SMALL_BUFFER = 4096;

    @Test
    void aReaderThatPausesSlowsNobodyAndGetsEverythingAfterwards() {
        try (ServerProcess server = ServerProcess.start()) {
            Api api = server.api();
            var schemas = new StrictSchemas(ServedBundle.of(server.base()));
            timeOf(api, schemas, "warm");
            long alone = timeOf(api, schemas, "alone");
            try (var slow = StrictReader.slow(server.base(), Api.turn("slow", "/emit 20000"), schemas, SMALL_BUFFER)) {
                slow.until(Frame::isDelta);
                long until = System.nanoTime() + PAUSE.toNanos();
                List<Long> beside = new ArrayList<>();
                while (System.nanoTime() < until || beside.size() < 3) {
                    beside.add(timeOf(api, schemas, "beside-" + beside.size()));
                }
                Collections.sort(beside);
                // one that the machine held up does not count
                assertThat(beside.get(beside.size() - 2))
                        .as("milliseconds of turns beside the paused reader " + beside + "; alone " + alone)
                        .isLessThan(3 * alone + 1_500);
                List<Frame> frames = slow.rest();
                assertThat(Frames.last(frames).type()).isEqualTo("response.completed");
                String whole = api.items("slow").get(1).path("content").asString();
                assertThat(Frames.text(frames)).isEqualTo(whole);
                assertThat(whole.split(" ").length).isGreaterThanOrEqualTo(20_000);
            }
        }
    }

    private static long timeOf(Api api, StrictSchemas schemas, String conversation) {
        long begun = System.nanoTime();
        try (var reader = StrictReader.open(api.base(), Api.turn(conversation, "/emit 200 2"), schemas)) {
            assertThat(Frames.last(reader.rest()).type()).isEqualTo("response.completed");
        }
        return Duration.ofNanos(System.nanoTime() - begun).toMillis();
    }
}
