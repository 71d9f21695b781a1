package dev.cowork.server.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.agent.ToolResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.FileSystemUtils;

class FileToolsTest extends FileToolFixture {

    private ToolResult list(String path) {
        return run(new ListFilesTool(work, paths), arguments().put("path", path));
    }

    private ToolResult read(String path) {
        return run(new ReadFileTool(work, paths), arguments().put("path", path));
    }

    private ToolResult read(String path, int offset, int limit) {
        return run(
                new ReadFileTool(work, paths),
                arguments().put("path", path).put("offset", offset).put("limit", limit));
    }

    private ToolResult write(String path, String content) {
        return run(new WriteFileTool(work, paths), arguments().put("path", path).put("content", content));
    }

    @Nested
    class Ordinary {

        @Test
        void what_is_written_can_be_listed_and_read() {
            assertThat(write("notes/today.md", "# Today\nWork.\n").ok()).isTrue();
            assertThat(list("").output()).isEqualTo("notes/\n");
            assertThat(list("notes").output()).isEqualTo("today.md (14)\n");
            assertThat(read("./notes//today.md").output()).isEqualTo("# Today\nWork.\n");
        }

        @Test
        void writing_again_replaces_the_file_and_keeps_its_permissions() throws IOException {
            write("run.sh", "old");
            Files.setPosixFilePermissions(project.resolve("run.sh"), PosixFilePermissions.fromString("rwxr-x---"));
            assertThat(write("run.sh", "new").output()).isEqualTo("Wrote 3 bytes to run.sh.");
            assertThat(project.resolve("run.sh")).hasContent("new");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(project.resolve("run.sh"))))
                    .isEqualTo("rwxr-x---");
        }

        @Test
        void a_reader_sees_the_old_content_or_the_new_but_never_a_part() throws Exception {
            String one = "1".repeat(500_000);
            String two = "2".repeat(500_000);
            write("big.txt", one);
            AtomicBoolean writing = new AtomicBoolean(true);
            Thread writer = Thread.ofVirtual().start(() -> {
                for (int i = 0; i < 40; i++) {
                    write("big.txt", i % 2 == 0 ? two : one);
                }
                writing.set(false);
            });
            while (writing.get()) {
                assertThat(Files.readString(project.resolve("big.txt"))).isIn(one, two);
            }
            writer.join();
        }

        @Test
        void lines_are_read_by_offset_and_limit_and_the_rest_is_announced() {
            write("lines.txt", "a\nb\nc\nd\ne");
            assertThat(read("lines.txt", 2, 2).output()).isEqualTo("b\nc\n[The file goes on; read it with offset 4]\n");
            assertThat(read("lines.txt", 4, 10).output()).isEqualTo("d\ne");
            assertThat(read("lines.txt", 9, 1).output()).isEqualTo("The file has no line 9.");
            write("empty.txt", "");
            assertThat(read("empty.txt").output()).isEqualTo("The file is empty.");
        }

        @Test
        void no_more_than_256_kilobytes_are_read_at_once() {
            write("long.txt", ("x".repeat(999) + "\n").repeat(1_000));
            String output = read("long.txt").output();
            assertThat(output.length()).isBetween(256 << 10, (256 << 10) + 100);
            assertThat(output).endsWith("[The file goes on inside line 263; read it with offset 263]\n");
        }

        @Test
        void a_list_shows_a_thousand_entries_and_counts_the_others() throws IOException {
            for (int i = 0; i < 1_005; i++) {
                Files.createFile(project.resolve("f%04d".formatted(i)));
            }
            String output = list(".").output();
            assertThat(output.lines()).hasSize(1_001);
            assertThat(output).contains("f0999 (0)\n").endsWith("[5 more entries are not shown]\n");
        }
    }

    @Nested
    class Mistakes {

        @Test
        void they_are_results_that_the_model_can_read() throws IOException {
            Files.createDirectory(project.resolve("dir"));
            Files.write(project.resolve("image.png"), new byte[] {1, 0, 2});
            assertThat(read("gone.txt").output()).isEqualTo("There is no such file or folder.");
            assertThat(list("gone").output()).isEqualTo("There is no such file or folder.");
            assertThat(read("dir").output()).isEqualTo("dir is a folder.");
            assertThat(write("dir", "x").output()).isEqualTo("dir is no file.");
            assertThat(read("image.png").output()).isEqualTo("image.png is not a text file.");
            assertThat(list("image.png").ok()).isFalse();
            assertThat(write("image.png/x", "x").ok()).isFalse();
            assertThat(read(".").ok()).isFalse();
            assertThat(run(new ReadFileTool(work, paths), arguments()).output()).contains("path is missing");
            assertThat(run(new WriteFileTool(work, paths), arguments().put("path", "x"))
                            .output())
                    .contains("content is missing");
            assertThat(read("image.png", 0, 1).output()).contains("at least 1");
            assertThat(write("huge.txt", "x".repeat((2 << 20) + 1)).output()).contains("larger than 2 MB");
            assertThat(project.resolve("huge.txt")).doesNotExist();
        }

        @Test
        void a_pipe_is_not_opened() throws Exception {
            Path pipe = project.resolve("pipe");
            assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                    .isZero();
            assertThat(read("pipe").output()).isEqualTo("pipe is no file.");
            assertThat(write("pipe", "x").ok()).isFalse();
        }
    }

    @Nested
    class Walls {

        static java.util.List<String> hostile() throws IOException {
            return ProjectPathTest.hostile();
        }

        @ParameterizedTest
        @MethodSource("hostile")
        void no_tool_takes_a_hostile_path(String path) throws IOException {
            assertThat(list(path).ok()).isFalse();
            assertThat(read(path).ok()).isFalse();
            assertThat(write(path, "x").ok()).isFalse();
            try (var entries = Files.list(project)) {
                assertThat(entries).isEmpty();
            }
        }

        @Test
        void links_that_stay_inside_are_followed() throws IOException {
            write("real/a.txt", "inside");
            Files.createSymbolicLink(project.resolve("link"), Path.of("real"));
            Files.createSymbolicLink(project.resolve("file"), Path.of("real/a.txt"));
            assertThat(read("link/a.txt").output()).isEqualTo("inside");
            assertThat(list("link").output()).isEqualTo("a.txt (6)\n");
            assertThat(list("").output()).isEqualTo("file (link)\nlink (link)\nreal/\n");
            assertThat(write("file", "changed").ok()).isTrue();
            assertThat(Files.isSymbolicLink(project.resolve("file"))).isTrue();
            assertThat(project.resolve("real/a.txt")).hasContent("changed");
        }

        @Test
        void links_that_lead_out_are_not() throws IOException {
            Files.createSymbolicLink(project.resolve("folder"), outside);
            Files.createSymbolicLink(project.resolve("file"), outside.resolve("secret.txt"));
            Files.createSymbolicLink(project.resolve("nowhere"), outside.resolve("new.txt"));
            Files.createSymbolicLink(project.resolve("up"), Path.of(".."));
            for (String path : new String[] {"folder/secret.txt", "file", "up/outside/secret.txt"}) {
                assertThat(read(path).output()).isEqualTo("The path leads out of the project's folder.");
                assertThat(write(path, "changed").ok()).isFalse();
            }
            assertThat(list("folder").ok()).isFalse();
            assertThat(list("up").ok()).isFalse();
            assertThat(write("nowhere", "x").output()).isEqualTo("A link in the path leads nowhere.");
            assertThat(write("folder/new/deep.txt", "x").ok()).isFalse();
            assertThat(outside.resolve("new.txt")).doesNotExist();
            assertThat(outside.resolve("new")).doesNotExist();
        }

        @Test
        void a_sibling_folder_with_the_same_beginning_is_outside() throws IOException {
            Files.createDirectory(temp.resolve("project-two"));
            Files.writeString(temp.resolve("project-two/x.txt"), "sibling");
            Files.createSymbolicLink(project.resolve("two"), Path.of("../project-two"));
            assertThat(read("two/x.txt").ok()).isFalse();
        }

        @Test
        void a_folder_swapped_for_a_link_while_tools_run_never_leads_out() throws Exception {
            Files.createDirectory(project.resolve("dir"));
            Files.writeString(project.resolve("dir/secret.txt"), "inside");
            Files.createDirectory(project.resolve("spare"));
            AtomicBoolean swapping = new AtomicBoolean(true);
            Thread swapper = Thread.ofPlatform().start(() -> swap(swapping));
            for (int i = 0; i < 300; i++) {
                assertThat(read("dir/secret.txt").output()).isNotEqualTo("outside secret");
                write("dir/planted-" + i, "x");
                write("dir/secret.txt", "inside");
            }
            swapping.set(false);
            swapper.join();
            try (var files = Files.list(outside)) {
                assertThat(files).containsExactly(outside.resolve("secret.txt"));
            }
        }

        private void swap(AtomicBoolean swapping) {
            Path dir = project.resolve("dir");
            Path spare = project.resolve("spare/dir");
            while (swapping.get()) {
                try {
                    Files.move(dir, spare);
                    Files.createSymbolicLink(dir, outside);
                    Files.delete(dir);
                    Files.move(spare, dir);
                } catch (IOException madeMeanwhile) {
                    // a tool made the folder while it was away: put the first one back in its place
                    putBack(dir, spare);
                }
            }
        }

        private static void putBack(Path dir, Path spare) {
            try {
                if (Files.exists(spare, LinkOption.NOFOLLOW_LINKS)) {
                    FileSystemUtils.deleteRecursively(dir);
                    Files.move(spare, dir);
                }
            } catch (IOException again) {
                Thread.onSpinWait(); // the next round tries again
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    ".anton/.env",
                    ".anton/.env.local",
                    ".anton/x/.ENV",
                    ".anton/server.key",
                    ".anton/credentials.json",
                    ".anton/.master_key",
                    ".anton/secrets.yaml"
                })
        void secrets_of_the_server_are_not_read(String path) throws IOException {
            Path file = project.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "KEY=1");
            Files.createSymbolicLink(project.resolve("innocent.txt"), file);
            assertThat(read(path).output()).isEqualTo("This file may hold keys or passwords.");
            assertThat(read("innocent.txt").output()).isEqualTo("This file may hold keys or passwords.");
        }

        @Test
        void the_servers_folder_is_read_but_only_artifacts_in_it_are_written() throws IOException {
            Files.createDirectories(project.resolve(".anton/artifacts/page"));
            Files.writeString(project.resolve(".anton/anton.md"), "rules");
            assertThat(read(".anton/anton.md").output()).isEqualTo("rules");
            assertThat(write(".anton/anton.md", "x").output()).isEqualTo("The folder .anton belongs to the server.");
            assertThat(write(".Anton/new.md", "x").ok()).isFalse();
            assertThat(write(".anton/artifacts/page/index.html", "<p>").ok()).isTrue();
            assertThat(write(".anton/artifacts/page/metadata.json", "{}").ok()).isFalse();
        }
    }
}
