package dev.cowork.server.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.agent.ToolResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EditFileToolTest extends FileToolFixture {

    private ToolResult edit(String path, String oldText, String newText) {
        return run(
                new EditFileTool(work, paths),
                arguments().put("path", path).put("old_text", oldText).put("new_text", newText));
    }

    private ToolResult editAll(String path, String oldText, String newText) {
        return run(
                new EditFileTool(work, paths),
                arguments()
                        .put("path", path)
                        .put("old_text", oldText)
                        .put("new_text", newText)
                        .put("all", true));
    }

    @Test
    void a_passage_that_stands_there_once_is_replaced_and_the_rest_stays() throws IOException {
        Path file = put("notes.md", "one\ntwo\nthree\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-x---"));
        ToolResult result = edit("notes.md", "two\n", "2\n2.5\n");
        assertThat(result).isEqualTo(ToolResult.done("Changed notes.md, from line 2.", "Changed notes.md"));
        assertThat(file).hasContent("one\n2\n2.5\nthree\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rwxr-x---");
    }

    @Test
    void a_passage_that_stands_there_twice_is_named_with_its_lines_and_nothing_changes() throws IOException {
        Path file = put("notes.md", "a\nx\nb\nx\n");
        ToolResult result = edit("notes.md", "x", "y");
        assertThat(result.ok()).isFalse();
        assertThat(result.output()).contains("2 times, in line 2, 4").contains("Nothing was changed");
        assertThat(file).hasContent("a\nx\nb\nx\n");
        assertThat(editAll("notes.md", "x", "y").output()).isEqualTo("Changed notes.md in 2 places, from line 2.");
        assertThat(file).hasContent("a\ny\nb\ny\n");
    }

    @Test
    void passages_that_overlap_are_ambiguous_too() throws IOException {
        put("a.txt", "aaa");
        assertThat(edit("a.txt", "aa", "b").ok()).isFalse();
        assertThat(editAll("a.txt", "aa", "b").ok()).isTrue();
        assertThat(project.resolve("a.txt")).hasContent("ba");
    }

    @Test
    void a_passage_that_is_not_there_is_refused_with_the_place_where_it_nearly_stands() throws IOException {
        put("a.py", "def f():\n    return 1\n");
        assertThat(edit("a.py", "  return 1\n  # end", "x").output())
                .contains("has no passage like old_text")
                .contains("line 2");
        assertThat(edit("a.py", "nothing of it", "x").output()).contains("copy the passage exactly");
        assertThat(edit("a.py", "", "x").output()).contains("write_file");
        assertThat(edit("a.py", "def", "def").output()).contains("the same");
    }

    @Test
    void the_line_ends_of_the_file_stay_whatever_the_model_writes() throws IOException {
        Path windows = put("windows.txt", "one\r\ntwo\r\nthree\r\n");
        assertThat(edit("windows.txt", "one\ntwo\n", "1\n1.5\n2\n").ok()).isTrue();
        assertThat(Files.readString(windows)).isEqualTo("1\r\n1.5\r\n2\r\nthree\r\n");
        assertThat(edit("windows.txt", "2\r\nthree", "3").ok()).isTrue();
        assertThat(Files.readString(windows)).isEqualTo("1\r\n1.5\r\n3\r\n");
        Path unix = put("unix.txt", "one\ntwo\n");
        assertThat(edit("unix.txt", "one\r\n", "1\r\n").ok()).isTrue();
        assertThat(Files.readString(unix)).isEqualTo("1\ntwo\n");
        Path mixed = put("mixed.txt", "a\r\nb\nc\r\nd\n");
        assertThat(edit("mixed.txt", "c", "C").ok()).isTrue();
        assertThat(Files.readString(mixed)).isEqualTo("a\r\nb\nC\r\nd\n");
    }

    @Test
    void a_byte_order_mark_and_other_letters_stay() throws IOException {
        Path file = put("b.txt", "\ufeffgrün 🌱\n");
        assertThat(edit("b.txt", "grün", "rot").ok()).isTrue();
        assertThat(Files.readString(file)).isEqualTo("\ufeffrot 🌱\n");
    }

    @Test
    void what_is_no_text_in_utf8_is_not_touched() throws IOException {
        byte[] latin = "gr\u00fcn".getBytes(StandardCharsets.ISO_8859_1);
        Files.write(project.resolve("latin.txt"), latin);
        Files.write(project.resolve("image.png"), new byte[] {1, 0, 2});
        Files.createDirectory(project.resolve("dir"));
        put("huge.txt", "x".repeat((2 << 20) + 1));
        assertThat(edit("latin.txt", "gr", "x").output()).contains("not written in UTF-8");
        assertThat(Files.readAllBytes(project.resolve("latin.txt"))).isEqualTo(latin);
        assertThat(edit("image.png", "a", "b").output()).isEqualTo("image.png is not a text file.");
        assertThat(edit("dir", "a", "b").output()).isEqualTo("dir is a folder.");
        assertThat(edit("gone.txt", "a", "b").output()).isEqualTo("There is no such file or folder.");
        assertThat(edit("huge.txt", "x", "y").output()).contains("larger than 2 MB");
        assertThat(run(new EditFileTool(work, paths), arguments().put("path", "a.txt"))
                        .output())
                .contains("old_text is missing");
    }

    @Test
    void a_file_may_not_grow_past_two_megabytes() throws IOException {
        Path file = put("big.txt", "x".repeat(1 << 20));
        assertThat(editAll("big.txt", "x", "yyy").output()).contains("would be larger than 2 MB");
        assertThat(Files.size(file)).isEqualTo(1 << 20);
    }

    static java.util.List<String> hostile() throws IOException {
        return ProjectPathTest.hostile();
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void no_hostile_path_is_taken(String path) {
        assertThat(edit(path, "outside", "x").ok()).isFalse();
    }

    @Test
    void links_that_lead_out_are_not_followed() throws IOException {
        Files.createSymbolicLink(project.resolve("file"), outside.resolve("secret.txt"));
        Files.createSymbolicLink(project.resolve("folder"), outside);
        assertThat(edit("file", "outside", "x").output()).isEqualTo("The path leads out of the project's folder.");
        assertThat(edit("folder/secret.txt", "outside", "x").ok()).isFalse();
        put(".anton/anton.md", "rules");
        assertThat(edit(".anton/anton.md", "rules", "x").ok()).isFalse();
    }

    @Test
    void its_label_names_the_file() {
        assertThat(new EditFileTool(work, paths).label(arguments().put("path", "data/q3.csv")))
                .isEqualTo("Editing data/q3.csv");
        assertThat(new EditFileTool(work, paths).label(arguments())).isEqualTo("Editing a file");
    }
}
