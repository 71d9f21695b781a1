package dev.cowork.contracttests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.contracts.Bundle;
import dev.cowork.contracttests.schema.StrictSchemas;
import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.server.Folders;
import dev.cowork.contracttests.server.Http;
import dev.cowork.contracttests.server.ServedBundle;
import dev.cowork.contracttests.server.ServerProcess;
import dev.cowork.contracttests.stream.Frame;
import dev.cowork.contracttests.stream.Frames;
import dev.cowork.contracttests.stream.StrictReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Catches: a start that hangs, lies or leaves its user with a stack trace, and an end that loses what ran. */
class StartTest {

    private static final Duration REFUSED_WITHIN = Duration.ofSeconds(120);

    private final Path home = ServerProcess.newHome();

    @AfterEach
    void clean() {
        Folders.delete(home);
    }

    /** A start that must be refused: says why in words and prints nothing that a shell could take for readiness. */
    private static String refused(ServerProcess process) {
        try (process) {
            assertThat(process.exit(REFUSED_WITHIN)).as(process.tail()).isNotZero();
            assertThat(process.stdout()).isEmpty();
            String said = String.join("\n", process.stderr());
            assertThat(said).isNotBlank().doesNotContain("\tat ").doesNotContain("Exception");
            return said;
        }
    }

    @Test
    void theReadyLineIsTheOnlyLineOnStandardOutput() {
        try (ServerProcess server = ServerProcess.start(home, Map.of())) {
            server.api().say(null, "/say hello");
            assertThat(server.stdout())
                    .containsExactly("ready http://127.0.0.1:" + server.base().getPort());
            assertThat(Http.send(server.base(), Http.Request.of("GET", Api.path("/health")))
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void aPortThatIsTakenIsSaidInOneSentence() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            assertThat(refused(ServerProcess.run(home, Map.of("COWORK_SERVER_PORT", port), "serve")))
                    .contains(port);
        }
    }

    @Test
    void aHomeThatCannotBeWrittenIsNamed() throws IOException {
        Path file = Files.writeString(home.resolve("file"), "not a folder");
        Path below = file.resolve("data");
        assertThat(refused(ServerProcess.run(home, Map.of("COWORK_HOME", below.toString()), "serve")))
                .contains(file.toString());
    }

    @Test
    void aSecondServerOnTheSameHomeIsRefusedAndTheFirstGoesOn() {
        try (ServerProcess first = ServerProcess.start(home, Map.of())) {
            refused(ServerProcess.run(home, Map.of(), "serve"));
            assertThat(first.api().say(null, "/say still here").path("status").asString())
                    .isEqualTo("completed");
        }
    }

    @Test
    void anUnknownCommandIsRefused() {
        refused(ServerProcess.run(home, Map.of(), "servr"));
    }

    @Test
    void setupMakesTheDatabaseAndEnds() throws IOException {
        try (ServerProcess setup = ServerProcess.run(home, Map.of(), "setup")) {
            assertThat(setup.exit(REFUSED_WITHIN)).as(setup.tail()).isZero();
        }
        try (var files = Files.list(home.resolve("data"))) {
            assertThat(files.map(file -> file.getFileName().toString())).anyMatch(name -> name.endsWith(".db"));
        }
        try (ServerProcess server = ServerProcess.start(home, Map.of())) {
            assertThat(server.api().get("/projects").path(0).path("name").asString())
                    .isEqualTo("general");
        }
    }

    @Test
    void aHomeWithSpacesAndForeignLettersWorks() throws IOException {
        Path odd = Files.createDirectories(home.resolve("Домашняя папка 🏠 ü"));
        try (ServerProcess server = ServerProcess.start(odd, Map.of())) {
            assertThat(server.api().say(null, "/say hello").path("status").asString())
                    .isEqualTo("completed");
        }
    }

    @Test
    void sigtermEndsTheServerWithinThreeSecondsAndSealsWhatRan() {
        ServerProcess server = ServerProcess.start(home, Map.of());
        try {
            var schemas = new StrictSchemas(ServedBundle.of(server.base()));
            List<Frame> seen;
            try (var reader = StrictReader.open(server.base(), Api.turn("sealed", "/emit 2000 5"), schemas)
                    .mayBeCut()) {
                reader.until(frame -> frame.number() > 200 && frame.isDelta());
                long begun = System.nanoTime();
                server.stop(Duration.ofSeconds(3));
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
                seen = reader.rest();
            }
            assertThat(Frames.last(seen).type()).as("told before the end").isEqualTo("response.incomplete");
            server = server.restart();
            try (var tail = StrictReader.open(server.base(), Api.tail(Frames.responseId(seen), 0), schemas)) {
                List<Frame> all = tail.rest();
                assertThat(Frames.texts(all)).startsWith(Frames.texts(seen).toArray(String[]::new));
                assertThat(Frames.last(all).type()).isEqualTo("response.incomplete");
                assertThat(Frames.last(all)
                                .data()
                                .at("/response/incomplete_details/reason")
                                .asString())
                        .isEqualTo("interrupted");
                assertThat(server.api().items("sealed").get(1).path("content").asString())
                        .isEqualTo(Frames.text(all));
            }
            assertThat(server.api().say("sealed", "/say next").path("status").asString())
                    .isEqualTo("completed");
        } finally {
            server.close();
        }
    }

    @Test
    void sigtermSealsAHundredTurnsAndTellsEachOfTheirReaders() {
        ServerProcess server = ServerProcess.start(home, Map.of());
        var readers = new ArrayList<StrictReader>();
        try {
            var schemas = new StrictSchemas(ServedBundle.of(server.base()));
            for (int i = 0; i < 100; i++) {
                readers.add(StrictReader.open(server.base(), Api.turn("many-" + i, "/emit 2000 100"), schemas));
            }
            readers.forEach(reader -> reader.until(Frame::isDelta));
            readers.forEach(StrictReader::mayBeCut);
            long begun = System.nanoTime();
            server.stop(Duration.ofSeconds(3));
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
            for (StrictReader reader : readers) {
                List<Frame> seen = reader.rest();
                assertThat(Frames.last(seen).type()).as(Frames.responseId(seen)).isEqualTo("response.incomplete");
            }
        } finally {
            readers.forEach(StrictReader::close);
            server.close();
        }
    }

    @Test
    void theServerEndsWithItsParentHoweverThatEnds() throws IOException {
        Process parent = new ProcessBuilder("sleep", "600").start();
        try (ServerProcess server =
                ServerProcess.run(home, Map.of(), "serve", "--parent-pid", Long.toString(parent.pid()))) {
            server.awaitReady();
            try (var reader = StrictReader.open(
                            server.base(),
                            Api.turn("orphaned", "/emit 2000 100"),
                            new StrictSchemas(ServedBundle.of(server.base())))
                    .mayBeCut()) {
                reader.until(Frame::isDelta);
                parent.destroyForcibly();
                assertThat(server.exit(Duration.ofSeconds(20))).isZero();
                assertThat(Frames.last(reader.rest()).type()).isEqualTo("response.incomplete");
            }
        } finally {
            parent.destroyForcibly();
        }
    }

    @Test
    void aParentThatIsNotThereIsSaid() {
        assertThat(refused(ServerProcess.run(home, Map.of(), "serve", "--parent-pid", "4194000")))
                .contains("4194000");
    }

    @Test
    void thePortIsFreeAgainAfterTheEnd() {
        ServerProcess server = ServerProcess.start(home, Map.of());
        String port = Integer.toString(server.base().getPort());
        server.stop(Duration.ofSeconds(20));
        try (ServerProcess again = server.restart(Map.of("COWORK_SERVER_PORT", port))) {
            assertThat(again.base().getPort()).isEqualTo(Integer.parseInt(port));
        }
    }

    @Test
    void whatTheServerServesAsItsContractsIsWhatWasPublished() {
        try (ServerProcess server = ServerProcess.start(home, Map.of())) {
            for (Bundle published : Bundle.all()) {
                String path = "/openapi/" + published.name() + ".json";
                Http.Response served = Http.send(server.base(), Http.Request.of("GET", path));
                assertThat(served.status()).as(path).isEqualTo(200);
                assertThat(Bundle.parse(published.name(), served.body()).root().path("paths"))
                        .isEqualTo(published.root().path("paths"));
            }
            assertThat(Http.send(server.base(), Http.Request.of("GET", "/openapi.json"))
                            .body())
                    .isEqualTo(Http.send(server.base(), Http.Request.of("GET", "/openapi/cowork.json"))
                            .body());
        }
    }
}
