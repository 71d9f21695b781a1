package dev.cowork.contracttests.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.contracts.Bundle;
import dev.cowork.contracttests.hostile.StateDigest;
import dev.cowork.contracttests.schema.StrictSchemas;
import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.server.ServedBundle;
import dev.cowork.contracttests.server.ServerProcess;
import dev.cowork.contracttests.stream.Frame;
import dev.cowork.contracttests.stream.Frames;
import dev.cowork.contracttests.stream.StrictReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Catches: an agent whose file tools read, show or write what is not in its project. */
class ToolPathsTest {

    /** Fewer than the tool calls that one turn may make. */
    private static final int CALLS_A_TURN = 40;

    private static final String SECRET = "a-secret-beside-the-project";
    private static final String NEIGHBOUR = "only-outside.txt";

    private static ServerProcess server;
    private static StrictSchemas schemas;
    private static Path project;

    @BeforeAll
    static void makeSomethingWorthReaching() throws IOException {
        server = ServerProcess.start();
        schemas = new StrictSchemas(ServedBundle.of(server.base()));
        project = Path.of(server.api().get("/projects").path(0).path("path").asString());
        for (String folder : List.of("", "data", "data/projects")) {
            Path beside = server.home().resolve(folder);
            Files.writeString(beside.resolve(NEIGHBOUR), SECRET);
            Files.writeString(beside.resolve("secret"), SECRET);
            // what the texts ask for most
            Files.writeString(Files.createDirectories(beside.resolve("etc")).resolve("passwd"), SECRET);
        }
        Files.writeString(Files.createDirectories(project).resolve("own.txt"), "own");
        Files.createSymbolicLink(project.resolve("out"), server.home());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static ObjectNode arguments(String tool, String path) {
        ObjectNode arguments = Bundle.JSON.createObjectNode().put("path", path);
        return switch (tool) {
            case "write_file" -> arguments.put("content", "written by the agent");
            case "edit_file" -> arguments.put("old_text", "secret").put("new_text", "changed by the agent");
            case "search_files" -> arguments.put("text", "secret");
            default -> arguments;
        };
    }

    private static List<JsonNode> results(String tool, List<String> paths) {
        StringBuilder message = new StringBuilder();
        paths.forEach(path -> message.append("/tool ")
                .append(tool)
                .append(' ')
                .append(arguments(tool, path))
                .append('\n'));
        try (StrictReader reader =
                StrictReader.open(server.base(), Api.turn("paths-" + tool, message.toString()), schemas)) {
            List<Frame> frames = reader.rest();
            assertThat(Frames.last(frames).type()).isEqualTo("response.completed");
            return frames.stream()
                    .map(Frame::data)
                    .filter(data -> data.path("thought_role").asString("").equals("thought.tool_call.end"))
                    .toList();
        }
    }

    /** All that the agent has no business with. */
    private static Map<String, String> beside() {
        Map<String, String> files = new TreeMap<>(StateDigest.files(server.home()));
        String own = server.home().relativize(project).toString();
        files.keySet().removeIf(name -> name.startsWith(own + "/"));
        return files;
    }

    @ParameterizedTest
    @ValueSource(strings = {"list_files", "read_file", "search_files", "edit_file", "write_file"})
    void noPathLeavesTheProject(String tool) {
        List<String> texts = Traversals.all();
        assertThat(texts).hasSizeGreaterThanOrEqualTo(500);
        Map<String, String> before = beside();
        Outside outside = Outside.look();

        for (int from = 0; from < texts.size(); from += CALLS_A_TURN) {
            List<String> some = texts.subList(from, Math.min(from + CALLS_A_TURN, texts.size()));
            List<JsonNode> results = results(tool, some);
            assertThat(results).hasSameSizeAs(some);
            for (int i = 0; i < some.size(); i++) {
                assertThat(results.get(i).path("content").asString())
                        .as(tool + " " + some.get(i))
                        .doesNotContain(SECRET, NEIGHBOUR, "root:", "internal error");
            }
        }

        assertThat(beside()).isEqualTo(before);
        assertThat(Outside.look()).isEqualTo(outside);
        assertThat(server.isAlive()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"list_files", "read_file", "search_files", "edit_file", "write_file"})
    void noLinkIsFollowedOut(String tool) {
        Map<String, String> before = beside();

        List<JsonNode> results = results(tool, List.of("out", "out/" + NEIGHBOUR, "out/new.txt", "./out//secret"));

        assertThat(results).hasSize(4).allSatisfy(result -> {
            assertThat(result.path("ok").asBoolean(true)).isFalse();
            assertThat(result.path("content").asString()).doesNotContain(SECRET);
        });
        assertThat(beside()).isEqualTo(before);
    }
}
