package dev.cowork.contracttests.damage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.schema.StrictSchemas;
import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.server.Folders;
import dev.cowork.contracttests.server.ServedBundle;
import dev.cowork.contracttests.server.ServerProcess;
import dev.cowork.contracttests.stream.Frame;
import dev.cowork.contracttests.stream.Frames;
import dev.cowork.contracttests.stream.StrictReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Catches: a home that an earlier server wrote and that loses, changes or doubles a frame when this one takes it over. */
class EarlierHomeTest {

    private static final String COPIES = "Copying the database before it changes";
    private static final String CHANGES = "Bringing the database to schema";
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final int BALLAST = 300_000;

    private final Path home = ServerProcess.newHome();
    private List<Frame> finished;
    private List<Frame> open;
    private EarlierHome earlier;

    @BeforeEach
    void anEarlierServerWroteAndWasKilled() throws SQLException, IOException {
        try (ServerProcess server = ServerProcess.start(home, Map.of())) {
            var schemas = new StrictSchemas(ServedBundle.of(server.base()));
            try (var reader = StrictReader.open(server.base(), Api.turn("finished", "/emit 60 20"), schemas)) {
                finished = reader.rest();
            }
            try (var reader = StrictReader.open(server.base(), Api.turn("open", "/emit 5000 5"), schemas)
                    .mayBeCut()) {
                reader.until(frame -> frame.number() > 240);
                server.kill9();
                open = reader.rest();
            }
        }
        earlier = EarlierHome.of(home);
        assertThat(earlier.isEarlier()).isTrue();
        assertThat(finished).hasSizeGreaterThan(20);
        assertThat(open).hasSizeGreaterThan(20);
    }

    @AfterEach
    void clean() {
        Folders.delete(home);
    }

    @Test
    void itsTurnsAreServedFrameByFrameAndTheOpenOneIsSealed() throws SQLException, IOException {
        try (ServerProcess server = ServerProcess.start(home, Map.of())) {
            assertThat(server.stderr())
                    .anyMatch(line -> line.contains(COPIES))
                    .anyMatch(line -> line.contains(CHANGES));
            assertServesWhatWasSeen(server);
        }
        assertThat(earlier.isEarlier()).isFalse();
        assertThat(earlier.faults()).isZero();
    }

    @Test
    void aKillAtAnyMomentOfTheWayLosesNothing() throws SQLException, IOException {
        earlier.fill(BALLAST);

        killAfter(COPIES, 0);
        assertThat(earlier.isEarlier()).as("the copy was not whole").isTrue();
        killWhen(earlier::hasBegunToChange);
        assertThat(earlier.isEarlier()).as("the change was cut off").isTrue();
        for (int millis : new int[] {20, 100, 300, 50, 600, 400}) {
            killAfter(CHANGES, millis);

            assertThat(earlier.ballast()).as("events after %s ms", millis).isEqualTo(BALLAST);
            assertThat(earlier.faults()).as("faults after %s ms", millis).isZero();
        }

        try (ServerProcess server = ServerProcess.start(home, Map.of())) {
            assertServesWhatWasSeen(server);
        }
        assertThat(earlier.isEarlier()).isFalse();
        assertThat(earlier.faults()).isZero();
        try (var files = Files.list(earlier.database().getParent())) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .noneMatch(name -> name.endsWith(".tmp"))
                    .filteredOn(name -> name.endsWith(".backup"))
                    .hasSizeBetween(1, 3);
        }
    }

    /** Starts it and kills it as soon as that is so. */
    private void killWhen(BooleanSupplier sign) {
        try (ServerProcess server = ServerProcess.run(home, Map.of(), "serve")) {
            await(server, sign);
            server.kill9();
        }
    }

    /** Waits until that is so, or the server is ready. */
    private static void await(ServerProcess server, BooleanSupplier sign) {
        long limit = System.nanoTime() + LIMIT.toNanos();
        while (!sign.getAsBoolean() && !isReady(server)) {
            assertThat(System.nanoTime()).as(server.tail()).isLessThan(limit);
            LockSupport.parkNanos(200_000);
        }
    }

    /** Starts it and kills it so long after it has said something, or when it is ready, whatever comes first. */
    private void killAfter(String words, int millis) {
        try (ServerProcess server = ServerProcess.run(home, Map.of(), "serve")) {
            await(server, () -> server.stderr().stream().anyMatch(line -> line.contains(words)));
            long moment = System.nanoTime() + millis * 1_000_000L;
            while (System.nanoTime() < moment && !isReady(server)) {
                LockSupport.parkNanos(200_000);
            }
            server.kill9();
        }
    }

    private static boolean isReady(ServerProcess server) {
        return !server.stdout().isEmpty();
    }

    private void assertServesWhatWasSeen(ServerProcess server) throws IOException {
        var schemas = new StrictSchemas(ServedBundle.of(server.base()));
        assertThat(Frames.texts(followed(server, finished, schemas))).isEqualTo(Frames.texts(finished));

        List<Frame> sealed = followed(server, open, schemas);
        assertThat(Frames.texts(sealed)).startsWith(Frames.texts(open).toArray(String[]::new));
        assertThat(Frames.last(sealed).type()).isEqualTo("response.incomplete");
        assertThat(server.api().items("open").get(1).path("content").asString()).isEqualTo(Frames.text(sealed));

        Api api = server.api();
        assertThat(api.inFlight("open").path("in_flight").asBoolean()).isFalse();
        assertThat(api.say("open", "/say next").path("status").asString()).isEqualTo("completed");
    }

    private static List<Frame> followed(ServerProcess server, List<Frame> seen, StrictSchemas schemas) {
        try (var tail = StrictReader.open(server.base(), Api.tail(Frames.responseId(seen), 0), schemas)) {
            return tail.rest();
        }
    }
}
