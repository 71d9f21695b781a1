package dev.cowork.contracttests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.schema.StrictSchemas;
import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.server.Http;
import dev.cowork.contracttests.server.ServedBundle;
import dev.cowork.contracttests.server.ServerProcess;
import dev.cowork.contracttests.stream.Frames;
import dev.cowork.contracttests.stream.StrictReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Catches: a command of an agent that goes on after its turn, seen from outside the server. */
@EnabledOnOs(OS.LINUX)
class ProcessTreeTest {

    private static final Duration LIMIT = Duration.ofSeconds(2);

    /** Ten processes, each the parent of the next, all deaf to SIGTERM. */
    private static final String DEEP = """
            trap '' TERM
            echo $$ >> pids
            if [ "$1" -gt 1 ]; then sh deep.sh $(($1 - 1)) & fi
            while :; do sleep 1; done
            """;

    private ServerProcess server;
    private Path pids;

    @BeforeEach
    void start() throws IOException {
        server = ServerProcess.start(Map.of("COWORK_SHELL", "allow"));
        Path project =
                Path.of(server.api().get("/projects").path(0).path("path").asString());
        Files.writeString(Files.createDirectories(project).resolve("deep.sh"), DEEP);
        pids = project.resolve("pids");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private StrictReader run(String conversation) {
        return StrictReader.open(
                server.base(),
                Api.turn(conversation, "/tool shell {\"command\":\"sh deep.sh 10\"}"),
                new StrictSchemas(ServedBundle.of(server.base())));
    }

    private List<ProcessHandle> tree() throws IOException {
        long limit = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!Files.exists(pids) || Files.readAllLines(pids).size() < 10) {
            assertThat(System.nanoTime()).as("the tree does not grow").isLessThan(limit);
            LockSupport.parkNanos(1_000_000);
        }
        List<ProcessHandle> tree = Files.readAllLines(pids).stream()
                .map(Long::parseLong)
                .map(ProcessHandle::of)
                .flatMap(Optional::stream)
                .toList();
        assertThat(tree).hasSize(10).allMatch(ProcessTreeTest::runs);
        return tree;
    }

    /** A dead process stays in the table until its parent, or the system for an orphan, asks how it ended. */
    private static boolean runs(ProcessHandle process) {
        try {
            String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
            return !stat.startsWith("Z", stat.lastIndexOf(')') + 2);
        } catch (IOException gone) {
            return false;
        }
    }

    private static void gone(List<ProcessHandle> tree) {
        long limit = System.nanoTime() + LIMIT.toNanos();
        while (tree.stream().anyMatch(ProcessTreeTest::runs)) {
            assertThat(System.nanoTime())
                    .as("alive after " + LIMIT + ": "
                            + tree.stream().filter(ProcessTreeTest::runs).toList())
                    .isLessThan(limit);
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Test
    void stopEndsTheWholeTreeOfACommand() throws IOException {
        try (StrictReader reader = run("stopped")) {
            List<ProcessHandle> tree = tree();
            server.api().cancel("stopped");
            gone(tree);
            assertThat(Frames.last(reader.rest()).type()).isEqualTo("response.cancelled");
        }
    }

    @Test
    void deletingTheConversationEndsIt() throws IOException {
        try (StrictReader reader = run("deleted")) {
            List<ProcessHandle> tree = tree();
            server.api().ok(Http.Request.of("DELETE", Api.path("/conversations/deleted")));
            gone(tree);
            assertThat(Frames.last(reader.rest()).type()).isEqualTo("response.cancelled");
        }
    }

    @Test
    void sigtermOfTheServerEndsIt() throws IOException {
        try (StrictReader reader = run("sealed").mayBeCut()) {
            List<ProcessHandle> tree = tree();
            server.stop(Duration.ofSeconds(3));
            gone(tree);
            assertThat(Frames.last(reader.rest()).type()).isEqualTo("response.incomplete");
        }
    }

    @Test
    void theServerThatComesAfterAKilledOneEndsWhatThatLeftBehind() throws IOException {
        try (StrictReader reader = run("killed").mayBeCut()) {
            List<ProcessHandle> tree = tree();
            server.kill9();
            reader.rest();
            assertThat(tree).as("a kill ends the server alone").allMatch(ProcessTreeTest::runs);
            server = server.restart();
            gone(tree);
        }
    }

    @Test
    void withoutLeaveAndNobodyToGiveItNoCommandRuns() {
        try (ServerProcess plain = ServerProcess.start()) {
            var answer = plain.api().say("plain", "/tool shell {\"command\":\"echo hello\"}");
            var events = plain.api().items("plain").get(1).path("events").toString();
            assertThat(answer.path("status").asString()).isEqualTo("completed");
            assertThat(events).contains("Nobody is there to allow this").doesNotContain("hello\\n");
        }
    }
}
