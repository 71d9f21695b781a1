package dev.cowork.server.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.agent.Leave;
import dev.cowork.server.agent.Permits;
import dev.cowork.server.agent.Tool;
import dev.cowork.server.agent.ToolCall;
import dev.cowork.server.agent.ToolResult;
import dev.cowork.server.agent.Verdict;
import dev.cowork.server.platform.paths.ServerPaths;
import dev.cowork.server.platform.problems.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A project, a folder beside it that no tool may touch, and the tools. */
abstract class FileToolFixture {

    @TempDir
    Path temp;

    final FileWork work = new FileWork();
    Path project = Path.of("");
    Path outside = Path.of("");
    ProjectPaths paths = new ProjectPaths(new OwnPlaces(places(Path.of("nowhere"))));

    private static ServerPaths places(Path home) {
        return new ServerPaths(
                home,
                home.resolve("projects"),
                home.resolve("files"),
                home.resolve("data-vault"),
                home.resolve("logs"),
                home.resolve("cowork.db"),
                home.resolve(".master_key"));
    }

    @BeforeEach
    void prepare() throws IOException {
        paths = new ProjectPaths(new OwnPlaces(places(temp.resolve("home"))));
        project = Files.createDirectory(temp.resolve("project"));
        outside = Files.createDirectory(temp.resolve("outside"));
        Files.writeString(outside.resolve("secret.txt"), "outside secret");
    }

    @AfterEach
    void nothingOutsideHasChanged() throws IOException {
        work.destroy();
        try (var left = Files.walk(project)) {
            assertThat(left.filter(path -> path.toString().endsWith(".tmp"))).isEmpty();
        }
        assertThat(outside.resolve("secret.txt")).hasContent("outside secret");
    }

    ToolResult run(Tool tool, ObjectNode arguments) {
        return judged(tool, arguments, access -> Verdict.ALLOW);
    }

    ToolResult judged(Tool tool, ObjectNode arguments, Permits.Rules rules) {
        return judged(tool, project, arguments, rules);
    }

    /** As agents do: what a call touches is judged first. */
    static ToolResult judged(Tool tool, Path project, ObjectNode arguments, Permits.Rules rules) {
        ToolCall call = call(project, arguments);
        return tool.access(call)
                .flatMap(access -> rules.of(access) == Verdict.ALLOW
                        ? tool.call(call.with(new Leave(access, rules)))
                        : Mono.just(ToolResult.failed("Not allowed.")))
                .onErrorResume(Problem.class, problem -> Mono.just(ToolResult.failed(problem.detail())))
                .block(Duration.ofSeconds(30));
    }

    static ToolCall call(Path project, ObjectNode arguments) {
        return new ToolCall("local", "conv_1", "resp_1", "call_1", project, arguments, line -> {});
    }

    static ObjectNode arguments() {
        return JsonMapper.shared().createObjectNode();
    }

    Path put(String path, String text) throws IOException {
        Path file = project.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }
}
