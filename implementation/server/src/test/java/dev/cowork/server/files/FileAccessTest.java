package dev.cowork.server.files;

import static dev.cowork.server.agent.Access.read;
import static dev.cowork.server.agent.Access.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cowork.server.agent.Access;
import dev.cowork.server.agent.Leave;
import dev.cowork.server.agent.Permits;
import dev.cowork.server.agent.Tool;
import dev.cowork.server.agent.ToolCall;
import dev.cowork.server.agent.ToolResult;
import dev.cowork.server.agent.Verdict;
import dev.cowork.server.platform.problems.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** Bug class: a rule for one file that another spelling of its path, or a link, slips past. */
class FileAccessTest extends FileToolFixture {

    private Access access(Tool tool, ObjectNode arguments) {
        return tool.access(call(project, arguments)).block(Duration.ofSeconds(5));
    }

    private List<Tool> all() {
        return List.of(
                new ReadFileTool(work, paths),
                new ListFilesTool(work, paths),
                new SearchFilesTool(work, paths),
                new WriteFileTool(work, paths),
                new EditFileTool(work, paths));
    }

    /** Arguments that are right for every tool. */
    private static ObjectNode on(String path) {
        return arguments()
                .put("path", path)
                .put("text", "word")
                .put("content", "changed")
                .put("old_text", "word")
                .put("new_text", "changed");
    }

    private static boolean secret(Access access) {
        return access.byEachName().stream().anyMatch(one -> one.target().startsWith("secret"));
    }

    private static Verdict secretsDenied(Access access) {
        return secret(access) ? Verdict.DENY : Verdict.ALLOW;
    }

    @Test
    void is_named_by_the_path_as_it_is_judged() {
        var arguments = arguments().put("path", "./data//q3.csv");

        assertThat(access(new ReadFileTool(work, paths), arguments)).isEqualTo(read("data/q3.csv"));
        assertThat(access(new WriteFileTool(work, paths), arguments)).isEqualTo(write("data/q3.csv"));
        assertThat(access(new EditFileTool(work, paths), arguments)).isEqualTo(write("data/q3.csv"));
    }

    @Test
    void of_the_whole_project_is_named_by_a_dot() {
        assertThat(access(new ListFilesTool(work, paths), arguments())).isEqualTo(read("."));
        assertThat(access(new SearchFilesTool(work, paths), arguments())).isEqualTo(read("."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../other/secret.txt", "a/../secret/key.txt", "%2e%2e/x", "/etc/passwd"})
    void of_a_path_that_leads_upwards_is_refused(String path) {
        for (Tool tool : all()) {
            assertThatThrownBy(() -> access(tool, on(path))).as(tool.name()).isInstanceOf(Problem.class);
        }
    }

    @Nested
    class ThroughALink {

        @BeforeEach
        void link() throws IOException {
            put("secret/key.txt", "the word");
            put("open/plain.txt", "a word");
            Files.createSymbolicLink(project.resolve("file"), Path.of("secret/key.txt"));
            Files.createSymbolicLink(project.resolve("folder"), Path.of("secret"));
            Files.createSymbolicLink(project.resolve("over"), Path.of("folder"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"file", "folder/key.txt", "over/key.txt", "./over//key.txt"})
        void is_named_by_the_place_and_by_the_link(String path) {
            String written = ProjectPath.of(path).toString();

            for (Tool tool : all()) {
                assertThat(access(tool, on(path)).target()).as(tool.name()).isEqualTo("secret/key.txt");
                assertThat(access(tool, on(path)).also()).as(tool.name()).containsExactly(written);
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"file", "folder", "over", "folder/key.txt", "over/key.txt", "folder/new.txt"})
        void is_stopped_by_a_rule_for_the_place(String path) throws IOException {
            for (Tool tool : all()) {
                ToolResult result = judged(tool, on(path), FileAccessTest::secretsDenied);

                assertThat(result.ok()).as(tool.name()).isFalse();
                assertThat(result.output()).as(tool.name()).doesNotContain("word");
            }
            assertThat(project.resolve("secret")).isDirectoryContaining("glob:**/key.txt");
            assertThat(project.resolve("secret/new.txt")).doesNotExist();
            assertThat(project.resolve("secret/key.txt")).hasContent("the word");
        }

        @Test
        void is_stopped_by_a_rule_for_the_link() {
            Permits.Rules noLink = access ->
                    access.byEachName().contains(new Access(access.kind(), "file")) ? Verdict.DENY : Verdict.ALLOW;

            assertThat(judged(new ReadFileTool(work, paths), on("file"), noLink).ok())
                    .isFalse();
            assertThat(judged(new ReadFileTool(work, paths), on("secret/key.txt"), noLink)
                            .ok())
                    .isTrue();
        }

        @Test
        void runs_on_the_place_that_was_judged_or_not_at_all() throws IOException {
            for (Tool tool : all()) {
                for (String path : List.of("file", "folder/key.txt", "open/plain.txt", "later")) {
                    Files.deleteIfExists(project.resolve("later"));
                    ToolCall call = call(project, on(path));
                    Access before = tool.access(call).block(Duration.ofSeconds(5));
                    Path moved = Files.move(project.resolve("open"), project.resolve("aside"));
                    Files.createSymbolicLink(project.resolve("open"), Path.of("secret"));
                    Files.writeString(project.resolve("secret/plain.txt"), "the word");
                    relink("file", "aside/plain.txt");
                    relink("folder", "aside");
                    Files.writeString(project.resolve("aside/key.txt"), "a word");
                    Files.createSymbolicLink(project.resolve("later"), Path.of("secret/key.txt"));

                    ToolResult result = tool.call(call.with(new Leave(before, access -> Verdict.ALLOW)))
                            .block(Duration.ofSeconds(5));

                    assertThat(result.output())
                            .as(tool.name() + " " + path)
                            .isEqualTo(path + " leads somewhere else than it did when this call was allowed.");
                    assertThat(project.resolve("secret/key.txt")).hasContent("the word");
                    assertThat(project.resolve("aside/plain.txt")).hasContent("a word");
                    Files.delete(project.resolve("open"));
                    Files.move(moved, project.resolve("open"));
                    relink("file", "secret/key.txt");
                    relink("folder", "secret");
                }
            }
        }

        private void relink(String link, String target) throws IOException {
            Files.delete(project.resolve(link));
            Files.createSymbolicLink(project.resolve(link), Path.of(target));
        }

        @Test
        void runs_never_without_leave() {
            for (Tool tool : all()) {
                assertThat(tool.call(call(project, on("open/plain.txt")))
                                .block(Duration.ofSeconds(5))
                                .ok())
                        .as(tool.name())
                        .isFalse();
            }
        }
    }

    @Nested
    class ToAWholeFolder {

        @Test
        void leaves_out_the_files_that_a_rule_is_about() throws IOException {
            put("secret/key.txt", "the word");
            put("open/plain.txt", "a word");
            Tool search = new SearchFilesTool(work, paths);

            String lines = judged(search, arguments().put("text", "word"), FileAccessTest::secretsDenied)
                    .output();
            String names = judged(search, arguments().put("glob", "*.txt"), FileAccessTest::secretsDenied)
                    .output();

            assertThat(lines)
                    .isEqualTo("open/plain.txt:1: a word\n"
                            + "[1 file left out: the rules of the person do not allow it]\n");
            assertThat(names).doesNotContain("key.txt").contains("open/plain.txt");
        }

        @Test
        void leaves_out_the_files_that_would_have_to_be_asked_about() throws IOException {
            put("secret/key.txt", "the word");

            assertThat(judged(
                                    new SearchFilesTool(work, paths),
                                    arguments().put("text", "word"),
                                    access -> secret(access) ? Verdict.ASK : Verdict.ALLOW)
                            .output())
                    .doesNotContain("the word");
        }

        @Test
        void finds_them_when_the_person_was_asked_about_the_folder() throws IOException {
            put("secret/key.txt", "the word");
            Permits.Rules asked = access -> secret(access) ? Verdict.ASK : Verdict.ALLOW;

            assertThat(new SearchFilesTool(work, paths)
                            .call(call(project, on("secret")).with(new Leave(Access.read("secret"), asked)))
                            .block(Duration.ofSeconds(5))
                            .output())
                    .contains("secret/key.txt:1: the word");
        }
    }
}
