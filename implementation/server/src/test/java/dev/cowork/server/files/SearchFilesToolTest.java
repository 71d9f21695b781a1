package dev.cowork.server.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.agent.ToolResult;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class SearchFilesToolTest extends FileToolFixture {

    private ToolResult search(ObjectNode arguments) {
        return run(new SearchFilesTool(work, paths), arguments);
    }

    private String text(String text) {
        return search(arguments().put("text", text)).output();
    }

    private String glob(String glob) {
        return search(arguments().put("glob", glob)).output();
    }

    private String regex(String text) {
        return search(arguments().put("text", text).put("regex", true)).output();
    }

    @Test
    void text_is_found_with_its_file_and_line_in_the_order_of_the_names() throws IOException {
        put("b.txt", "nothing\nthe (blue) house\n");
        put("a/c.txt", "the (blue) house\r\n");
        put("z.txt", "blue");
        assertThat(text("(blue)")).isEqualTo("b.txt:2: the (blue) house\na/c.txt:1: the (blue) house\n");
        assertThat(search(arguments().put("text", "(blue)")).summary()).isEqualTo("Found 2 lines in 2 files");
        assertThat(search(arguments().put("text", "blue").put("path", "a")).output())
                .isEqualTo("a/c.txt:1: the (blue) house\n");
        assertThat(regex("^the .*house$")).hasLineCount(2);
        assertThat(text("BLUE")).isEqualTo("Nothing was found.\n");
        assertThat(search(arguments()
                                .put("text", "BLUE")
                                .put("ignore_case", true)
                                .put("glob", "z*"))
                        .output())
                .isEqualTo("z.txt:1: blue\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "*.md; a.md,src/b.md,src/deep/c.md",
                "src/*.md; src/b.md",
                "src/**/*.md; src/b.md,src/deep/c.md",
                "**/*.md; a.md,src/b.md,src/deep/c.md",
                "./a.md; a.md",
                "[a-b].md; a.md,src/b.md",
                "[!a-b].md; src/deep/c.md",
                "?.{md,txt}; a.md,src/b.md,src/deep/c.md,src/deep/d.txt",
                "src/**; src/b.md,src/deep/c.md,src/deep/d.txt",
                "s*c.md; ",
                "src/**c.md; src/deep/c.md"
            })
    void a_glob_finds_names(String glob, String files) throws IOException {
        put("a.md", "");
        put("src/b.md", "");
        put("src/deep/c.md", "");
        put("src/deep/d.txt", "");
        String found = files == null || files.isBlank() ? "Nothing was found.\n" : files.replace(",", "\n") + "\n";
        assertThat(glob(glob)).isEqualTo(found);
    }

    @Test
    void a_glob_that_would_keep_others_busy_for_ever_takes_a_moment() throws IOException {
        put("a".repeat(200) + ".txt", "");
        long start = System.nanoTime();
        assertThat(glob("*a".repeat(100) + "b")).isEqualTo("Nothing was found.\n");
        assertThat(glob("{a,b}".repeat(30))).contains("too many alternatives");
        assertThat(glob("{".repeat(200))).isEqualTo("Nothing was found.\n");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"(a+)+$", "(a|a)*b", "(.*a){30}b", "((a*)*)*b", "(x+x+)+y|(a|aa)+$"})
    void an_expression_that_would_think_for_ever_is_stopped_and_named(String expression) throws IOException {
        put("bad.txt", "a".repeat(5_000) + "!\n");
        long start = System.nanoTime();
        String found = regex(expression);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        assertThat(found).contains("takes too long on line 1 of bad.txt");
    }

    @Test
    void a_wrong_expression_and_a_missing_one_are_told() {
        assertThat(regex("(")).startsWith("The expression is not valid");
        assertThat(search(arguments()).output()).isEqualTo("Either text or glob is needed.");
        assertThat(search(arguments().put("text", 5)).ok()).isFalse();
        assertThat(text("x".repeat(1_001))).contains("longer than 1000");
    }

    @Test
    void binaries_version_control_and_packages_are_left_out() throws IOException {
        Files.write(project.resolve("image.png"), new byte[] {'h', 'i', 0, 'h', 'i'});
        put(".git/config", "hi");
        put("node_modules/x/index.js", "hi");
        put("web/node_modules/x/index.js", "hi");
        put(".github/notes.txt", "hi");
        assertThat(text("hi")).isEqualTo(".github/notes.txt:1: hi\n");
        assertThat(glob("*.js")).isEqualTo("Nothing was found.\n");
        assertThat(search(arguments().put("text", "hi").put("path", "node_modules"))
                        .output())
                .isEqualTo("node_modules/x/index.js:1: hi\n");
    }

    @Test
    void what_is_found_is_counted_and_cut() throws IOException {
        put("many.txt", "hit\n".repeat(1_000));
        assertThat(text("hit")).hasLineCount(51).contains("more lines of this file are not shown");
        for (int i = 0; i < 10; i++) {
            put("f" + i + ".txt", "hit\n".repeat(40));
        }
        assertThat(text("hit")).hasLineCount(201).contains("Not everything was searched: there may be more");
        put("long.txt", "x".repeat(50_000) + "needle" + "y".repeat(50_000));
        String line = text("needle");
        assertThat(line).startsWith("long.txt:1: ...").contains("needle").hasSizeLessThan(400);
    }

    @Test
    void no_link_is_followed_and_nothing_of_the_servers_is_read() throws IOException {
        Files.createSymbolicLink(project.resolve("out"), outside);
        Files.createSymbolicLink(project.resolve("secret-link.txt"), outside.resolve("secret.txt"));
        put(".anton/.env", "outside secret");
        put(".anton/credentials.json", "outside secret");
        put(".anton/artifacts/page/index.html", "<p>no outside secret here</p>");
        Files.createLink(
                project.resolve("x"),
                Files.createDirectories(temp.resolve("home"))
                                .resolve(".master_key")
                                .toFile()
                                .createNewFile()
                        ? temp.resolve("home/.master_key")
                        : temp.resolve("home/.master_key"));
        assertThat(text("outside secret"))
                .isEqualTo(".anton/artifacts/page/index.html:1: <p>no outside secret here</p>\n");
        assertThat(glob("*")).isEqualTo(".anton/artifacts/page/index.html\n");
        assertThat(search(arguments().put("text", "outside").put("path", "out")).ok())
                .isFalse();
    }

    static java.util.List<String> hostile() throws IOException {
        return ProjectPathTest.hostile();
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void no_hostile_path_is_taken(String path) {
        assertThat(search(arguments().put("text", "secret").put("path", path)).ok())
                .isFalse();
    }

    @Test
    void its_label_says_what_is_looked_for() {
        var tool = new SearchFilesTool(work, paths);
        assertThat(tool.label(arguments().put("text", "tax").put("path", "data")))
                .isEqualTo("Searching for “tax” in data");
        assertThat(tool.label(arguments().put("glob", "*.md"))).isEqualTo("Searching for *.md");
        assertThat(tool.label(arguments())).isEqualTo("Searching the project's files");
    }
}
