package dev.cowork.contracttests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.contracts.Bundle;
import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.server.Http;
import dev.cowork.contracttests.server.SharedServer;
import dev.cowork.contracttests.stream.Frame;
import dev.cowork.contracttests.stream.Frames;
import dev.cowork.contracttests.stream.StrictReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Catches: two turns at once in one conversation, a message that is lost because another one ran, an endless queue. */
class QueueTest {

    private static final int MOST_WAITING = 20;

    private final Api api = SharedServer.api();

    private StrictReader open(String conversation, String input) {
        return StrictReader.open(api.base(), Api.turn(conversation, input), SharedServer.schemas());
    }

    @Test
    void aMessageToABusyConversationWaitsAndRunsAfterwards() {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                var first = open("busy", "/emit 800 5");
                var second = open("busy", "/say second")) {
            first.until(Frame::isDelta);
            Frame queued = second.until(frame -> frame.type().equals("response.queued"));
            assertThat(second.acknowledged()).extracting(Frame::type).startsWith("response.created", "response.queued");
            assertThat(queued.data().at("/response/status").asString()).isEqualTo("queued");
            assertThat(api.inFlight("busy").path("response_id").asString())
                    .as("the running turn is reported before the waiting one")
                    .isEqualTo(first.acknowledged().getFirst().responseId());

            var behind = CompletableFuture.supplyAsync(second::rest, threads);
            List<Frame> ahead = first.rest();
            assertThat(Frames.last(behind.join()).type()).isEqualTo("response.completed");
            long ended = Frames.last(ahead).data().path("at_ms").asLong();
            assertThat(behind.join().stream()
                            .filter(Frame::isDelta)
                            .findFirst()
                            .orElseThrow()
                            .data()
                            .path("at_ms")
                            .asLong())
                    .isGreaterThanOrEqualTo(ended);
            assertThat(api.items("busy"))
                    .extracting(item ->
                            item.path("role").asString() + item.path("turn").asInt())
                    .containsExactly("user0", "assistant0", "user1", "assistant1");
        }
    }

    @Test
    void aConversationStaysListedWithoutAGapWhileATurnWaits() {
        try (var first = open("listed", "/emit 50 5");
                var second = open("listed", "/emit 50 5")) {
            var ended = CompletableFuture.supplyAsync(second::rest);
            while (!ended.isDone()) {
                boolean listed = api.get("/responses/in-flight-list")
                        .path("in_flight")
                        .valueStream()
                        .anyMatch(entry ->
                                entry.path("conversation_id").asString().equals("listed"));
                assertThat(listed || terminalSeen(second))
                        .as("listed until its terminal frame")
                        .isTrue();
            }
            ended.join();
            first.rest();
            assertThat(api.get("/responses/in-flight-list").toString()).doesNotContain("\"listed\"");
        }
    }

    private static boolean terminalSeen(StrictReader reader) {
        // the frame may be on its way when the list no longer has the turn
        long until = System.nanoTime() + 20_000_000_000L;
        while (System.nanoTime() < until) {
            if (!reader.acknowledged().isEmpty()
                    && reader.acknowledged().getLast().isTerminal()) {
                return true;
            }
            LockSupport.parkNanos(1_000_000);
        }
        return false;
    }

    @Test
    void waitingMessagesAreAnsweredOneAfterTheOtherInTheOrderInWhichTheyCame() {
        var readers = new ArrayList<StrictReader>();
        try {
            readers.add(open("in-order", "/emit 800 5"));
            readers.getFirst().until(Frame::isDelta);
            for (int i = 1; i <= 4; i++) {
                StrictReader waiting = open("in-order", "/say number " + i);
                waiting.until(frame -> frame.type().equals("response.queued"));
                readers.add(waiting);
            }
            for (int i = 1; i < readers.size(); i++) {
                assertThat(readers.get(i).rest().stream()
                                .filter(Frame::isDelta)
                                .findFirst()
                                .orElseThrow()
                                .data()
                                .path("at_ms")
                                .asLong())
                        .as("the first word of message " + i + ", not before the end of the one before it")
                        .isGreaterThanOrEqualTo(Frames.last(readers.get(i - 1).rest())
                                .data()
                                .path("at_ms")
                                .asLong());
            }
        } finally {
            readers.forEach(StrictReader::close);
        }
    }

    @Test
    void theTwentyFirstWaitingMessageIsRefused() {
        var readers = new ArrayList<StrictReader>();
        try {
            readers.add(open("full", "/emit 5000 5"));
            readers.getFirst().until(Frame::isDelta);
            for (int i = 0; i < MOST_WAITING; i++) {
                StrictReader waiting = open("full", "/say " + i);
                waiting.until(frame -> frame.type().equals("response.queued"));
                readers.add(waiting);
            }
            Http.Response refused = api.send(Api.turn("full", "/say too much"));
            assertThat(refused.status()).isEqualTo(429);
            JsonNode problem = Bundle.JSON.readTree(refused.body());
            assertThat(problem.path("code").asString()).isEqualTo("queue_full");
            assertThat(refused.header("Retry-After")).isPresent();
            assertThat(api.items("full"))
                    .noneMatch(item -> item.path("content").asString().equals("/say too much"));
        } finally {
            api.cancel("full");
            readers.forEach(StrictReader::rest);
            readers.forEach(StrictReader::close);
        }
    }

    @Test
    void fiftyTurnsAtOnceInFiftyConversationsAllEndWithAllTheirText() {
        String expected =
                api.say("fifty-alone", "/emit 100").at("/output/0/text").asString();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var turns = new ArrayList<CompletableFuture<List<Frame>>>();
            for (int i = 0; i < 50; i++) {
                String conversation = "fifty-" + i;
                turns.add(CompletableFuture.supplyAsync(
                        () -> {
                            try (var reader = open(conversation, "/emit 100 2")) {
                                return reader.rest();
                            }
                        },
                        threads));
            }
            for (int i = 0; i < turns.size(); i++) {
                List<Frame> frames = turns.get(i).join();
                assertThat(Frames.last(frames).type()).isEqualTo("response.completed");
                assertThat(Frames.text(frames)).isEqualTo(expected);
                assertThat(api.items("fifty-" + i).get(1).path("content").asString())
                        .isEqualTo(expected);
            }
        }
    }
}
