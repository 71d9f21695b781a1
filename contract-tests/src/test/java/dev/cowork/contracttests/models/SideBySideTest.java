package dev.cowork.contracttests.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.server.ServerProcess;
import dev.cowork.modelstub.ModelStub;
import dev.cowork.modelstub.ModelStubOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Catches: calls of one answer that wait for each other though they only read, and one that writes while another reads. */
class SideBySideTest {

    private static final String KEY = "sk-side-by-side";

    private ModelStub stub;
    private ServerProcess server;

    @BeforeEach
    void start() throws IOException {
        stub = ModelStub.start(ModelStubOptions.defaults().withKey(KEY));
        server = ServerProcess.start(Map.of("COWORK_MCP", "allow"));
        server.api().settings(Spoken.CHAT.settings(stub.baseUrl(), KEY));
    }

    @AfterEach
    void stop() {
        server.close();
        stub.close();
    }

    /** What the tools of one answer gave, in the order in which the model reads it. */
    private List<String> outputs(MeetingServer tools, String... calls) throws IOException {
        Path project =
                Path.of(server.api().get("/projects").path(0).path("path").asString());
        Files.writeString(Files.createDirectories(project).resolve(".mcp.json"), tools.configuration());
        StringBuilder script = new StringBuilder("!parallel\n");
        for (String call : calls) {
            script.append("!tool mcp__meeting__").append(call).append(" {}\n");
        }
        assertThat(server.api()
                        .say("meeting", script + "!say Done.")
                        .path("status")
                        .asString())
                .isEqualTo("completed");
        return Spoken.CHAT.outputs(stub.requests().getLast().body());
    }

    @Test
    void callsThatOnlyReadAreAtWorkAtTheSameTimeAndTheModelReadsThemInItsOrder() throws IOException {
        try (MeetingServer tools = new MeetingServer(Duration.ofSeconds(20))) {
            assertThat(outputs(tools, "look", "check")).containsExactly("look met another", "check met another");
        }
    }

    @Test
    void oneThatMayChangeSomethingIsAtWorkAlone() throws IOException {
        try (MeetingServer tools = new MeetingServer(Duration.ofMillis(500))) {
            assertThat(outputs(tools, "look", "change", "check"))
                    .containsExactly("look was alone", "change was alone", "check was alone");
        }
    }
}
