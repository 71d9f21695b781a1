package dev.cowork.contracttests.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.stream.Frame;
import dev.cowork.contracttests.stream.Frames;
import dev.cowork.contracttests.stream.StrictReader;
import dev.cowork.modelstub.RecordedRequest;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Catches: a turn that was killed or stopped and leaves a conversation that no provider accepts, or a model that goes on. */
class DialectEndsTest extends DialectFixture {

    private static boolean isTheShellsBeginning(Frame frame) {
        return frame.data().path("thought_role").asString("").equals("thought.tool_call.start")
                && frame.data().path("tool_name").asString("").equals("shell");
    }

    /** The newest request once it has ended, or as it is after twenty seconds. */
    private RecordedRequest ended() {
        long limit = System.nanoTime() + 20_000_000_000L;
        while (asked().getLast().endedMs() == null && System.nanoTime() < limit) {
            LockSupport.parkNanos(1_000_000);
        }
        return asked().getLast();
    }

    @ParameterizedTest
    @EnumSource
    void aKillBetweenRoundsLeavesAConversationThatTheProviderAccepts(Spoken spoken) throws Exception {
        speak(spoken);
        Files.writeString(project().resolve("sales.csv"), "May,17");
        List<Frame> seen;
        try (var reader = open("killed", """
                !think The numbers first.
                !tool read_file {"path": "sales.csv"}
                !think Now something long.
                !say Waiting.
                !tool shell {"command": "sleep 60"}
                !say never""").mayBeCut()) {
            reader.until(DialectEndsTest::isTheShellsBeginning);
            server.kill9();
            seen = reader.rest();
        }
        server = server.restart();
        try (var tail = StrictReader.open(server.base(), Api.tail(Frames.responseId(seen), 0), schemas)) {
            assertThat(Frames.last(tail.rest()).type()).isEqualTo("response.incomplete");
        }

        List<Frame> next = turn("killed", "!say Back again.");

        assertThat(Frames.text(next)).isEqualTo("Back again.");
        RecordedRequest last = asked().getLast();
        assertThat(last.status()).isEqualTo(200);
        List<String> outputs = spoken.outputs(last.body());
        assertThat(outputs).hasSize(2);
        assertThat(outputs.getFirst()).contains("May,17");
        assertThat(outputs.getLast()).contains("interrupted");
        assertThat(spoken.seals(last.body())).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void stopClosesTheSocketWithinASecond(Spoken spoken) throws Exception {
        speak(spoken);
        for (String script : List.of("!emit 10000 10", "!hang", "!wait 60000")) {
            String conversation = "stopped" + script.charAt(1);
            int before = asked().size();
            try (var reader = open(conversation, script)) {
                if (script.startsWith("!emit")) {
                    reader.until(Frame::isDelta);
                }
                while (asked().size() == before) {
                    LockSupport.parkNanos(1_000_000);
                }
                long stopped = System.currentTimeMillis();
                server.api().cancel(conversation);
                assertThat(Frames.last(reader.rest()).type()).isEqualTo("response.cancelled");
                RecordedRequest request = ended();
                assertThat(request.closedByClient()).as(script).isTrue();
                assertThat(request.arrivedAtMs() + request.closedByClientMs() - stopped)
                        .as("milliseconds until the socket was closed: " + script)
                        .isLessThan(1_000);
            }
        }
    }
}
