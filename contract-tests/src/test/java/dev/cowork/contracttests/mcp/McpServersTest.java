package dev.cowork.contracttests.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.contracts.Bundle;
import dev.cowork.contracttests.schema.StrictSchemas;
import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.server.ServedBundle;
import dev.cowork.contracttests.stream.Frame;
import dev.cowork.contracttests.stream.Frames;
import dev.cowork.contracttests.stream.StrictReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** Catches: MCP servers of others that cannot be used, that are left running, or that take a turn with them. */
class McpServersTest extends McpServersFixture {

    private static final Duration LIMIT = Duration.ofSeconds(5);

    private static void gone(List<ProcessHandle> processes) {
        long limit = System.nanoTime() + LIMIT.toNanos();
        while (processes.stream().anyMatch(McpServersTest::runs)) {
            assertThat(System.nanoTime()).as("alive after " + LIMIT).isLessThan(limit);
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** A dead process stays in the table until its parent, or the system for an orphan, asks how it ended. */
    private static boolean runs(ProcessHandle process) {
        try {
            String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
            return !stat.startsWith("Z", stat.lastIndexOf(')') + 2);
        } catch (IOException ended) {
            return false;
        }
    }

    @Test
    void aRealServersToolIsUsedInATurn() throws IOException {
        configure("everything", everything());

        assertThat(turn("sum", "/tool mcp__everything__get-sum {\"a\":20,\"b\":22}"))
                .contains("The sum of 20 and 22 is 42");
        assertThat(turn("sum", "/tool mcp__everything__echo {\"message\":\"once more\"}"))
                .contains("Echo: once more");
        assertThat(children()).as("one process for both turns").hasSize(1);
    }

    @Test
    void aRealFileServerSeesTheProjectAndNothingElse() throws IOException {
        configure("files", program("node", RealServers.script("server-filesystem"), "."));
        Files.writeString(project.resolve("notes.txt"), "the notes of the project");

        assertThat(turn("read", "/tool mcp__files__read_text_file {\"path\":\"" + project.resolve("notes.txt") + "\"}"))
                .contains("the notes of the project");
        assertThat(turn("steal", "/tool mcp__files__read_text_file {\"path\":\"/etc/passwd\"}"))
                .contains("Access denied")
                .doesNotContain("root:");
    }

    @Test
    void aRealServerOnHttpIsUsedInATurn() throws IOException {
        try (RealServers.OnHttp far = RealServers.OnHttp.start()) {
            configure("far", Bundle.JSON.createObjectNode().put("type", "http").put("url", far.url()));

            assertThat(turn("far", "/tool mcp__far__get-sum {\"a\":1,\"b\":2}")).contains("The sum of 1 and 2 is 3");
        }
        assertThat(turn("far", "/tool mcp__far__get-sum {\"a\":1,\"b\":2}")).contains("[mcp_died]");
    }

    @Test
    void aRealServersEnvironmentHasNoKeysOfOurs() throws IOException {
        server.close();
        start(Map.of("COWORK_MCP", "allow", "DATABASE_PASSWORD", "not-for-servers-0123456789"));
        ObjectNode everything = everything();
        everything.putObject("env").put("GIVEN", "to-the-server");
        configure("everything", everything);

        assertThat(turn("env", "/tool mcp__everything__get-env {}"))
                .contains("to-the-server")
                .doesNotContain("not-for-servers", "COWORK_HOME");
    }

    @Test
    void stopEndsALongCallWithItsTurn() throws IOException {
        configure("everything", everything());
        turn("warm", "/tool mcp__everything__echo {\"message\":\"hello\"}");
        try (StrictReader reader = StrictReader.open(
                server.base(),
                Api.turn(
                        "long",
                        "/tool mcp__everything__trigger-long-running-operation {\"duration\":60,\"steps\":120}"),
                new StrictSchemas(ServedBundle.of(server.base())))) {
            reader.until(frame -> frame.text().contains("1/120"));
            long begun = System.nanoTime();
            server.api().cancel("long");
            Frame last = Frames.last(reader.rest());

            assertThat(last.type()).isEqualTo("response.cancelled");
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(8));
        }
        assertThat(turn("warm", "/tool mcp__everything__echo {\"message\":\"still here\"}"))
                .contains("Echo: still here");
    }

    @Test
    @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void oneThatIsKilledUnderACallEndsTheCallAndNotTheTurn() throws IOException {
        configure("everything", everything());
        turn("warm", "/tool mcp__everything__echo {\"message\":\"hello\"}");
        try (StrictReader reader = StrictReader.open(
                server.base(),
                Api.turn(
                        "killed",
                        "/tool mcp__everything__trigger-long-running-operation {\"duration\":60,\"steps\":120}"),
                new StrictSchemas(ServedBundle.of(server.base())))) {
            reader.until(frame -> frame.text().contains("1/120"));
            children().forEach(ProcessHandle::destroyForcibly);

            List<Frame> rest = reader.rest();
            assertThat(Frames.last(rest).type()).isEqualTo("response.completed");
            assertThat(Frames.texts(rest).toString()).contains("[mcp_died]");
        }
        assertThat(turn("killed", "/tool mcp__everything__echo {\"message\":\"anew\"}"))
                .contains("Echo: anew");
    }

    @ParameterizedTest
    @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    @CsvSource({"hang, [mcp_timeout]", "flood, [mcp_flooded]", "endless, [mcp_flooded]"})
    void oneThatMisbehavesEndsItsCallAndTheNextOneWorks(String tool, String code) throws IOException {
        server.close();
        start(Map.of("COWORK_MCP", "allow", "COWORK_MCP_TIMEOUT", "2"));
        configure("hostile", program("node", RealServers.hostile()));

        assertThat(turn("misbehaving", "/tool mcp__hostile__" + tool + " {}\n/tool mcp__hostile__echo {}\n/say after"))
                .contains(code, "still here", "after");
        assertThat(turn("misbehaving", "/tool mcp__hostile__echo {}")).contains("still here");
    }

    @Test
    @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void oneThatSaysNothingCostsATurnItsTools() throws IOException {
        configure("silent", program("sleep", "600"));

        assertThat(turn("silent", "/say here"))
                .contains("The MCP server silent is not ready yet")
                .contains("here");
    }

    @Test
    void oneThatDiesAtOnceCostsATurnItsTools() throws IOException {
        configure("dead", program("sh", "-c", "echo no license >&2; exit 3"));

        assertThat(turn("dead", "/say here"))
                .contains("[mcp_died]", "no license")
                .contains("here");
    }

    @Test
    void sigtermOfTheServerEndsThem() throws IOException {
        configure("everything", everything());
        turn("sigterm", "/say hello");
        List<ProcessHandle> children = children();
        assertThat(children).isNotEmpty();

        server.stop(Duration.ofSeconds(20));

        gone(children);
    }

    @Test
    void theServerThatComesAfterAKilledOneEndsThem() throws IOException {
        configure("stubborn", program("sh", "-c", "trap '' TERM HUP PIPE; while :; do sleep 1; done"));
        turn("killed", "/say hello");
        List<ProcessHandle> children = children();
        assertThat(children).isNotEmpty();

        server.kill9();
        server = server.restart();

        gone(children);
    }

    @Test
    void aConfigurationThatIsALinkToElsewhereIsNotRead() throws IOException {
        configure("evil", program("touch", "started"));
        Path elsewhere = Files.move(project.resolve(".mcp.json"), server.home().resolve("elsewhere.json"));
        Files.createSymbolicLink(project.resolve(".mcp.json"), elsewhere);

        assertThat(turn("link", "/say hello")).contains("no ordinary file", "hello");
        assertThat(project.resolve("started")).doesNotExist();
    }
}
