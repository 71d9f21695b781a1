package dev.cowork.contracttests.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.schema.StrictSchemas;
import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.server.ServedBundle;
import dev.cowork.contracttests.server.ServerProcess;
import dev.cowork.contracttests.stream.Frame;
import dev.cowork.contracttests.stream.Frames;
import dev.cowork.contracttests.stream.StrictReader;
import dev.cowork.modelstub.ModelStub;
import dev.cowork.modelstub.ModelStubOptions;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Catches: a wait for a provider that the person does not see, cannot stop, or that the model is told of later. */
class WaitForProviderTest {

    private static ModelStub stub;
    private static ServerProcess server;
    private static StrictSchemas schemas;

    @BeforeAll
    static void start() throws IOException {
        stub = ModelStub.start(ModelStubOptions.defaults());
        server = ServerProcess.start();
        schemas = new StrictSchemas(ServedBundle.of(server.base()));
    }

    @AfterAll
    static void stop() {
        server.close();
        stub.close();
    }

    @BeforeEach
    void forget() {
        stub.clear();
    }

    private static StrictReader open(Spoken spoken, String name, String input) {
        server.api().settings(spoken.settings(stub.baseUrl(), "sk-waiting"));
        return StrictReader.open(server.base(), Api.turn(spoken.dialect() + "-" + name, input), schemas);
    }

    private static boolean isWait(Frame frame) {
        return frame.data().path("phase").asString("").equals("rate_limited");
    }

    @ParameterizedTest
    @EnumSource
    void eachIsToldWithItsSecondsAndTheModelHearsNothingOfIt(Spoken spoken) {
        List<Frame> frames;
        try (var reader = open(spoken, "told", "!overloaded 2\n!say At last.")) {
            frames = reader.rest();
        }

        List<Frame> waits = frames.stream().filter(WaitForProviderTest::isWait).toList();
        assertThat(waits).hasSize(2).allSatisfy(wait -> {
            assertThat(wait.data().path("thought_role").asString()).isEqualTo("thought.progress");
            assertThat(wait.data().path("message").asString())
                    .matches("\\w.* is overloaded or down\\. Asking again in [12] s\\.");
            assertThat(wait.data().path("content")).isEqualTo(wait.data().path("message"));
        });
        assertThat(waits.getFirst().data().path("eta_seconds").asDouble()).isBetween(0.3, 0.7);
        assertThat(waits.getLast().data().path("eta_seconds").asDouble()).isBetween(0.7, 1.3);
        assertThat(Frames.text(frames)).isEqualTo("At last.");
        assertThat(Frames.last(frames).type()).isEqualTo("response.completed");
        assertThat(stub.requests()).hasSize(3);

        try (var reader = open(spoken, "told", "!say Next.")) {
            assertThat(Frames.text(reader.rest())).isEqualTo("Next.");
        }
        assertThat(stub.requests().getLast().body().toString())
                .contains("At last.")
                .doesNotContain("Asking again");
    }

    @ParameterizedTest
    @EnumSource
    void itIsAsLongAsTheProviderAsks(Spoken spoken) {
        List<Frame> frames;
        try (var reader = open(spoken, "asked", "!overloaded 1\n!retry-after 2\n!say At last.")) {
            frames = reader.rest();
        }

        Frame wait =
                frames.stream().filter(WaitForProviderTest::isWait).findFirst().orElseThrow();
        Frame first = frames.stream().filter(Frame::isDelta).findFirst().orElseThrow();
        assertThat(wait.data().path("eta_seconds").asDouble()).isEqualTo(2.0);
        assertThat(wait.data().path("message").asString()).endsWith(" Asking again in 2 s.");
        assertThat(first.data().path("at_ms").asLong()
                        - wait.data().path("at_ms").asLong())
                .as("told before the wait, not behind it")
                .isGreaterThan(1_500);
    }

    @ParameterizedTest
    @EnumSource
    void stopEndsItAtOnceAndNothingIsAskedAgain(Spoken spoken) {
        try (var reader = open(spoken, "stopped", "!overloaded 1\n!retry-after 4\n!say never")) {
            reader.until(WaitForProviderTest::isWait);
            long stopped = System.nanoTime();
            server.api().cancel(spoken.dialect() + "-stopped");
            List<Frame> rest = reader.rest();

            assertThat(Frames.last(rest).type()).isEqualTo("response.cancelled");
            assertThat((System.nanoTime() - stopped) / 1_000_000)
                    .as("milliseconds from Stop to the end")
                    .isLessThan(1_900);
        }
        try (var reader = open(spoken, "longer", "!wait 5000\n!say Something else.")) {
            assertThat(Frames.text(reader.rest())).isEqualTo("Something else.");
        }
        assertThat(stub.requests()).as("what was stopped, and what came next").hasSize(2);
    }
}
