package dev.cowork.contracttests.resume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.server.SharedServer;
import dev.cowork.contracttests.stream.Frame;
import dev.cowork.contracttests.stream.Frames;
import dev.cowork.contracttests.stream.StrictReader;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Catches: a number that a client goes on from and that lies before or behind what there was when it was told. */
class InFlightTest {

    private final Api api = SharedServer.api();

    @Test
    void whatIsToldAsTheLatestIsTheLastFrameAndTheTailBehindItHasNoGapAndNoRepeat() {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                var running =
                        StrictReader.open(api.base(), Api.turn("latest", "/emit 300 10"), SharedServer.schemas())) {
            for (int look = 1; look <= 10; look++) {
                long wanted = look * 5L * 8;
                long received = running.until(frame -> frame.number() > wanted).number();
                JsonNode told = api.inFlight("latest");
                long latest = told.path("latest_seq").asLong();
                var rest = CompletableFuture.supplyAsync(
                        () -> tail(told.path("response_id").asString(), latest), threads);

                assertThat(latest).as("not before what had been received").isGreaterThanOrEqualTo(received);
                long next = rest.join();
                List<Long> numbers = numbersUpTo(running, next);
                assertThat(numbers).as("a frame that was there").contains(latest);
                assertThat(next)
                        .as("the first frame of the tail behind " + latest)
                        .isEqualTo(numbers.get(numbers.indexOf(latest) + 1));
            }
            assertThat(Frames.last(running.rest()).type()).isEqualTo("response.completed");
        }
    }

    @Test
    void whileATurnIsSilentItIsTheNumberOfTheLastFrameThatCame() {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                var running = StrictReader.open(
                        api.base(),
                        Api.turn("latest-silent", "/emit 30 2\n/slow 6000\n/say end"),
                        SharedServer.schemas())) {
            running.until(Frame::isDelta);
            var rest = CompletableFuture.supplyAsync(running::rest, threads);
            long silent = Duration.ofMillis(700).toNanos();
            while (Frames.text(running.acknowledged()).split(" ").length < 30
                    || System.nanoTime() - running.arrivals().getLast() < silent) {
                LockSupport.parkNanos(1_000_000);
            }
            long told = api.inFlight("latest-silent").path("latest_seq").asLong();

            assertThat(told).isEqualTo(Frames.last(running.acknowledged()).number());
            assertThat(Frames.last(running.acknowledged()).isTerminal()).isFalse();
            assertThat(tail(Frames.responseId(running.acknowledged()), told))
                    .isEqualTo(rest.join().stream()
                            .map(Frame::number)
                            .filter(number -> number > told)
                            .findFirst()
                            .orElseThrow());
        }
    }

    /** The number of the first frame behind a cursor. */
    private long tail(String response, long after) {
        try (var tail = StrictReader.resume(api.base(), Api.tail(response, after), SharedServer.schemas())) {
            return tail.until(frame -> true).number();
        }
    }

    private static List<Long> numbersUpTo(StrictReader running, long number) {
        if (Frames.last(running.acknowledged()).number() < number) {
            running.until(frame -> frame.number() >= number);
        }
        return running.acknowledged().stream().map(Frame::number).toList();
    }
}
