package dev.cowork.contracttests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.contracts.Bundle;
import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.server.Http;
import dev.cowork.contracttests.server.SharedServer;
import dev.cowork.contracttests.stream.Frame;
import dev.cowork.contracttests.stream.Frames;
import dev.cowork.contracttests.stream.StrictReader;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Catches: a Stop that stops too little, too much or too late, or that loses the text the user has already read. */
class StopTest {

    private final Api api = SharedServer.api();

    private StrictReader open(String conversation, String input) {
        return StrictReader.open(api.base(), Api.turn(conversation, input), SharedServer.schemas());
    }

    private static CompletableFuture<List<Frame>> inBackground(StrictReader reader) {
        return CompletableFuture.supplyAsync(reader::rest, Executors.newVirtualThreadPerTaskExecutor());
    }

    private JsonNode cancelResponse(String response) {
        ObjectNode body = Bundle.JSON.createObjectNode().put("response_id", response);
        return api.call("POST", "/responses/cancel", body);
    }

    @Test
    void theTextSoFarIsInTheHistoryByTheTimeCancelAnswers() {
        try (var reader = open("stop-text", "/emit 2000 5")) {
            Frame read = reader.until(frame -> frame.number() > 160 && frame.isDelta());
            JsonNode result = api.cancel("stop-text");
            List<JsonNode> items = api.items("stop-text");

            assertThat(result.path("cancelled").asBoolean()).isTrue();
            assertThat(result.path("conversation_id").asString()).isEqualTo("stop-text");
            assertThat(result.path("response_id").asString()).isEqualTo(read.responseId());
            assertThat(items).hasSize(2);
            List<Frame> all = reader.rest();
            assertThat(Frames.last(all).type()).isEqualTo("response.cancelled");
            assertThat(items.get(1).path("content").asString()).isNotEmpty().isEqualTo(Frames.text(all));
            assertThat(Frames.last(all).data().path("assistant_message_id").asString())
                    .isEqualTo(items.get(1).path("id").asString());
            assertThat(items.get(1)
                            .path("events")
                            .valueStream()
                            .toList()
                            .getLast()
                            .path("type")
                            .asString())
                    .isEqualTo("response.cancelled");
        }
    }

    @Test
    void cancelAnswersWithinMilliseconds() {
        long best = Long.MAX_VALUE;
        // the best of some, so that a busy machine fails nobody
        for (int i = 0; i < 5; i++) {
            try (var reader = open("stop-fast-" + i, "/emit 2000 5")) {
                reader.until(Frame::isDelta);
                long before = System.nanoTime();
                api.cancel("stop-fast-" + i);
                best = Math.min(best, System.nanoTime() - before);
            }
        }
        assertThat(best / 1_000_000).as("milliseconds").isLessThan(500);
    }

    @Test
    void theCancelledFrameLeavesAfterTheAnswerToCancel() {
        try (var reader = open("stop-order", "/emit 2000 5")) {
            reader.until(Frame::isDelta);
            CompletableFuture<List<Frame>> frames = inBackground(reader);
            api.cancel("stop-order");
            long answered = System.nanoTime();
            assertThat(Frames.last(frames.join()).type()).isEqualTo("response.cancelled");
            assertThat(reader.arrivals().getLast())
                    .as("arrival of response.cancelled after the answer, in ns")
                    .isGreaterThan(answered);
        }
    }

    @Test
    void aSecondStopFindsNothingToStop() {
        try (var reader = open("stop-twice", "/emit 2000 5")) {
            reader.until(Frame::isDelta);
            assertThat(api.cancel("stop-twice").path("cancelled").asBoolean()).isTrue();
            JsonNode second = api.cancel("stop-twice");
            assertThat(second.path("cancelled").asBoolean()).isFalse();
            assertThat(second.path("response_id").isNull()).isTrue();
            reader.rest();
        }
    }

    @Test
    void whatWaitsBehindTheRunningTurnIsDroppedWithIt() {
        try (var running = open("stop-queue", "/emit 2000 5");
                var second = open("stop-queue", "/say second");
                var third = open("stop-queue", "/say third")) {
            running.until(Frame::isDelta);
            second.until(frame -> frame.type().equals("response.queued"));
            third.until(frame -> frame.type().equals("response.queued"));
            api.cancel("stop-queue");
            for (var reader : List.of(running, second, third)) {
                assertThat(Frames.last(reader.rest()).type())
                        .as(reader.acknowledged().toString())
                        .isEqualTo("response.cancelled");
            }
            assertThat(second.acknowledged()).noneMatch(Frame::isDelta);
            assertThat(api.inFlight("stop-queue").path("in_flight").asBoolean()).isFalse();
            assertThat(api.say("stop-queue", "/say later").path("status").asString())
                    .isEqualTo("completed");
        }
    }

    @Test
    void stoppingAWaitingTurnByItsResponseLeavesTheRunningOneAlone() {
        try (var running = open("stop-one", "/emit 800 5");
                var waiting = open("stop-one", "/say never");
                var last = open("stop-one", "/say in the end")) {
            running.until(Frame::isDelta);
            String response = waiting.until(frame -> frame.type().equals("response.queued"))
                    .responseId();
            JsonNode result = cancelResponse(response);
            assertThat(result.path("cancelled").asBoolean()).isTrue();
            assertThat(result.path("response_id").asString()).isEqualTo(response);
            assertThat(Frames.last(waiting.rest()).type()).isEqualTo("response.cancelled");
            assertThat(Frames.last(running.rest()).type()).isEqualTo("response.completed");
            assertThat(Frames.last(last.rest()).type()).isEqualTo("response.completed");
        }
    }

    @Test
    void stoppingTheRunningTurnByItsResponseLetsTheNextOneRun() {
        try (var running = open("stop-first", "/emit 2000 5");
                var waiting = open("stop-first", "/say next")) {
            String response = running.until(Frame::isDelta).responseId();
            cancelResponse(response);
            assertThat(Frames.last(running.rest()).type()).isEqualTo("response.cancelled");
            assertThat(Frames.last(waiting.rest()).type()).isEqualTo("response.completed");
        }
    }

    @Test
    void aTemporaryIdIsAnsweredAndStopsNothing() {
        JsonNode result = api.cancel("tmp-1795324430259");
        assertThat(result.path("cancelled").asBoolean()).isFalse();
        assertThat(result.path("conversation_id").asString()).isEqualTo("tmp-1795324430259");
    }

    @Test
    void anUnknownIdIsNotFound() {
        for (String body : List.of("{\"conversation_id\":\"conv_missing\"}", "{\"response_id\":\"resp_missing\"}")) {
            Http.Response response = api.send(
                    Http.Request.of("POST", Api.path("/responses/cancel")).json(body));
            assertThat(response.status()).as(body).isEqualTo(404);
        }
    }

    @Test
    void anotherRunThanTheExpectedOneIsNotStopped() {
        try (var reader = open("stop-expected", "/emit 600 5")) {
            reader.until(Frame::isDelta);
            Http.Response refused = api.send(Http.Request.of("POST", Api.path("/responses/cancel"))
                    .json("{\"conversation_id\":\"stop-expected\",\"expected_run_id\":\"resp_other\"}"));
            assertThat(refused.status()).isEqualTo(404);
            assertThat(Frames.last(reader.rest()).type()).isEqualTo("response.completed");
        }
    }

    @Test
    void closingTheConnectionStopsNothing() {
        String response;
        try (var reader = open("stop-not", "/emit 300 5")) {
            response = reader.until(Frame::isDelta).responseId();
        }
        try (var tail = StrictReader.open(api.base(), Api.tail(response, 0), SharedServer.schemas())) {
            assertThat(Frames.last(tail.rest()).type()).isEqualTo("response.completed");
        }
    }

    @Test
    void deletingAConversationEndsItsStream() {
        try (var reader = open("stop-delete", "/emit 2000 5")) {
            reader.until(Frame::isDelta);
            api.ok(Http.Request.of("DELETE", Api.path("/conversations/stop-delete")));
            assertThat(Frames.last(reader.rest()).type()).isEqualTo("response.cancelled");
        }
    }
}
