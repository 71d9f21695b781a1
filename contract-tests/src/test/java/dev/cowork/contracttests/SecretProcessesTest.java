package dev.cowork.contracttests;

import static dev.cowork.contracttests.SeededServer.MCP_VARIABLE;
import static dev.cowork.contracttests.SeededServer.free;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.schema.StrictSchemas;
import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.server.Http;
import dev.cowork.contracttests.server.ServedBundle;
import dev.cowork.contracttests.stream.StrictReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import tools.jackson.databind.node.ObjectNode;

/** Catches: a secret in the environment or on the command line of what the server starts. */
@EnabledOnOs(OS.LINUX)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecretProcessesTest {

    /** What a program needs to run at all. */
    private static final Set<String> USUAL = Set.of(
            "PATH",
            "HOME",
            "LANG",
            "LC_ALL",
            "LC_CTYPE",
            "TZ",
            "USER",
            "LOGNAME",
            "SHELL",
            "TMPDIR",
            "TEMP",
            "TMP",
            "TERM",
            "COWORK_CHILD_OF");

    private SeededServer seeded;

    @BeforeAll
    void seed() throws IOException {
        seeded = new SeededServer();
    }

    @AfterAll
    void stop() {
        seeded.close();
    }

    @Test
    void anMcpServerGetsWhatItsProjectGivesItAndNothingElse() {
        seeded.withServers("started");
        ProcessHandle stays = running("sleep\0" + "600");

        Map<Boolean, List<String>> environment = Stream.of(
                        process(stays, "environ").split("\0"))
                .collect(Collectors.partitioningBy(variable -> variable.startsWith("GIVEN_KEY=")));

        assertThat(environment.get(true)).containsExactly("GIVEN_KEY=" + MCP_VARIABLE);
        assertThat(environment.get(false))
                .extracting(variable -> variable.split("=", 2)[0])
                .isSubsetOf(USUAL);
        free("the rest of its environment", environment.get(false).toString());
        free("its command line", process(stays, "cmdline"));
    }

    @Test
    void itIsNotInTheEnvironmentNorTheCommandLineOfWhatAnAgentRuns() throws IOException {
        ObjectNode message = Api.message("shell", "/tool shell {\"command\":\"env; echo $$ > pid; sleep 20\"}", true);
        message.put("model", "rehearsal");
        try (StrictReader reader = StrictReader.open(
                seeded.server.base(),
                Http.Request.of("POST", Api.path("/responses")).json(message.toString()),
                new StrictSchemas(ServedBundle.of(seeded.server.base())))) {
            for (ProcessHandle child : commands()) {
                free("environment of " + child.pid(), process(child, "environ"));
                free("command line of " + child.pid(), process(child, "cmdline"));
            }
            seeded.api.cancel("shell");
            free("frames", reader.rest().toString());
        }
        free("items", seeded.api.items("shell").toString());
        free("command line of the server", Files.readString(Path.of("/proc/" + seeded.server.pid() + "/cmdline")));
    }

    /** The command itself and the shell that runs it, without the MCP server that stays. */
    private List<ProcessHandle> commands() {
        // the last command itself, not the shell that will run it: what ran before has been reaped then
        running("sleep\0" + "20");
        return ProcessHandle.of(seeded.server.pid())
                .orElseThrow()
                .descendants()
                .filter(child -> !read(child, "cmdline").startsWith("sleep\0" + "600"))
                .toList();
    }

    private ProcessHandle running(String command) {
        ProcessHandle process = ProcessHandle.of(seeded.server.pid()).orElseThrow();
        long limit = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (true) {
            for (ProcessHandle child : process.descendants().toList()) {
                if (read(child, "cmdline").startsWith(command)) {
                    return child;
                }
            }
            assertThat(System.nanoTime()).as("no command runs").isLessThan(limit);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static String process(ProcessHandle process, String file) {
        String text = read(process, file);
        assertThat(text).as(file + " of " + process.pid()).isNotEmpty();
        return text;
    }

    private static String read(ProcessHandle process, String file) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/" + file), StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }
}
