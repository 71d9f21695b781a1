package dev.cowork.contracttests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.schema.StrictSchemas;
import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.server.Heap;
import dev.cowork.contracttests.server.ServedBundle;
import dev.cowork.contracttests.server.ServerProcess;
import dev.cowork.contracttests.stream.Frame;
import dev.cowork.contracttests.stream.Frames;
import dev.cowork.contracttests.stream.StrictReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/**
 * Catches: a turn that says very much, or a reader that does not read it, and that fills the memory or holds others up. By default a tenth of
 * the full measure: {@code -Dflood.megabytes=100 -Dflood.streams=499 -Dflood.pause=60}.
 */
class FloodTest {

    private static final int MEGABYTES = Integer.getInteger("flood.megabytes", 10);
    private static final int STREAMS = Integer.getInteger("flood.streams", 99);
    private static final Duration PAUSE = Duration.ofSeconds(Integer.getInteger("flood.pause", 6));

    private static final int SMALL_BUFFER = 4096;
    private static final Executor THREADS = Executors.newVirtualThreadPerTaskExecutor();
    /** At any size less than what is said, at the full one 16 MB. */
    private static final long MOST_GROWTH = Math.min(16, 6 + MEGABYTES / 10) * (1L << 20);

    /** Messages of about a fifth of a megabyte, a tool call behind each, as a busy turn has them. */
    private static String flood(int megabytes) {
        return "/emit 36000\n/tool list_files {}\n".repeat(megabytes * 5) + "/say done";
    }

    @Test
    void aFloodThatIsNotReadCostsNoMemoryHoldsNobodyUpAndIsThereWhenItIsRead() {
        try (ServerProcess server = ServerProcess.start()) {
            Api api = server.api();
            api.settings(Map.of("max_tool_rounds", "500"));
            var schemas = new StrictSchemas(ServedBundle.of(server.base()));
            others(server, schemas, "warm").forEach(CompletableFuture::join);
            api.say("warm-flood", flood(1));
            long before = Heap.live(server.pid());
            long begun = System.nanoTime();
            try (var slow =
                    StrictReader.slow(server.base(), Api.turn("flood", flood(MEGABYTES)), schemas, SMALL_BUFFER)) {
                slow.until(Frame::isDelta);
                for (CompletableFuture<List<Frame>> other : others(server, schemas, "beside")) {
                    assertThat(Frames.last(other.join()).type()).isEqualTo("response.completed");
                    assertThat(Frames.text(other.join()).split(" ")).hasSizeGreaterThanOrEqualTo(200);
                }
                long growth = 0;
                do {
                    growth = Math.max(growth, Heap.live(server.pid()) - before);
                } while (api.inFlight("flood").path("in_flight").asBoolean()
                        || System.nanoTime() - begun < PAUSE.toNanos());
                System.out.printf(
                        "flood: %d MB beside %d others, the heap grew by %d KB%n", MEGABYTES, STREAMS, growth >> 10);
                assertThat(growth)
                        .as("bytes of heap beside a reader that does not read")
                        .isLessThan(MOST_GROWTH);

                List<Frame> frames = slow.rest();
                assertThat(Frames.last(frames).type()).isEqualTo("response.completed");
                assertThat(Frames.text(frames).length()).isGreaterThan(MEGABYTES << 20);
            }
            assertThat(api.items("flood")).hasSize(2);
            assertThat(api.say("flood", "/say next").path("status").asString()).isEqualTo("completed");
            assertThat(Heap.live(server.pid()) - before).isLessThan(MOST_GROWTH);
        }
    }

    private static List<CompletableFuture<List<Frame>>> others(
            ServerProcess server, StrictSchemas schemas, String name) {
        var all = new ArrayList<CompletableFuture<List<Frame>>>();
        for (int i = 0; i < STREAMS; i++) {
            String conversation = name + "-" + i;
            all.add(CompletableFuture.supplyAsync(
                    () -> {
                        try (var reader =
                                StrictReader.open(server.base(), Api.turn(conversation, "/emit 200 2"), schemas)) {
                            return reader.rest();
                        }
                    },
                    THREADS));
        }
        return all;
    }
}
