package dev.cowork.server.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Catches: a long output that is lost, that fills the disk, or that leaves the project. */
class OutputFilesTest extends FileToolFixture {

    private @Nullable String keep(String itemId, String output) {
        return new OutputFiles(work).keep(project, itemId, output).block(Duration.ofSeconds(30));
    }

    @Test
    void the_whole_output_is_read_again_with_read_file() {
        String path = keep("item_1", "first\n" + "middle\n".repeat(50_000) + "last\n");
        assertThat(path).isEqualTo(".anton/outputs/item_1.txt");
        var part = run(
                new ReadFileTool(work, paths),
                arguments().put("path", path).put("offset", 50_001).put("limit", 5));
        assertThat(part.output()).contains("middle\nlast");
    }

    @Test
    void no_version_control_takes_it() {
        keep("item_1", "x");
        assertThat(project.resolve(".anton/outputs/.gitignore")).hasContent("*");
    }

    @Test
    void only_the_newest_are_kept() throws IOException {
        for (int i = 0; i < OutputFiles.MOST + 5; i++) {
            keep("item_%04d".formatted(i), "x");
        }
        try (var kept = Files.list(project.resolve(".anton/outputs"))) {
            assertThat(kept.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".txt")))
                    .hasSize(OutputFiles.MOST)
                    .doesNotContain("item_0004.txt")
                    .contains("item_0005.txt", "item_0104.txt");
        }
    }

    @Test
    void a_link_in_its_place_is_not_followed() throws IOException {
        Files.createDirectory(project.resolve(".anton"));
        Files.createSymbolicLink(project.resolve(".anton/outputs"), outside);
        assertThat(keep("item_1", "x")).isNull();
        assertThat(outside.resolve("item_1.txt")).doesNotExist();
        assertThat(outside.resolve(".gitignore")).doesNotExist();
    }

    @Test
    void what_would_fill_the_disk_is_not_kept() {
        assertThat(keep("item_1", "x".repeat(OutputFiles.MOST_BYTES + 1))).isNull();
        assertThat(Path.of(project.toString(), ".anton")).doesNotExist();
    }
}
