package dev.cowork.contracttests.resume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.server.Http;
import dev.cowork.contracttests.server.SharedServer;
import dev.cowork.contracttests.stream.DigestReader;
import dev.cowork.contracttests.stream.Frame;
import dev.cowork.contracttests.stream.FrameDigest;
import dev.cowork.contracttests.stream.StrictReader;
import dev.cowork.contracttests.stream.Uncut;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** Catches: a client that comes back to a conversation and is shown another turn than the one that is its turn. */
class TailOfConversationTest {

    private static final String CONVERSATION = "followed";
    private static final Http.Request TAIL =
            Http.Request.of("GET", Api.path("/responses/tail?conversation_id=" + CONVERSATION));

    private final URI base = SharedServer.api().base();

    private StrictReader open(String input) {
        return StrictReader.open(base, Api.turn(CONVERSATION, input), SharedServer.schemas());
    }

    private FrameDigest tail() {
        return DigestReader.read(base, TAIL);
    }

    @Test
    void followsTheRunningTurnWhileOthersWaitAndTheLastOneWhenAllHaveEnded() {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                var running = open("/emit 400 10");
                var second = waiting("/say second");
                var third = waiting("/say third")) {
            running.until(Frame::isDelta);
            var tail = CompletableFuture.supplyAsync(this::tail, threads);

            assertThat(tail.join()).as("while it ran").isEqualTo(whole(running));
            second.rest();
            FrameDigest last = whole(third);
            assertThat(tail()).as("when all had ended").isEqualTo(last);
        }
    }

    private StrictReader waiting(String input) {
        StrictReader reader = open(input);
        reader.until(frame -> frame.type().equals("response.queued"));
        return reader;
    }

    private static FrameDigest whole(StrictReader reader) {
        return new Uncut(reader.rest()).whole();
    }
}
