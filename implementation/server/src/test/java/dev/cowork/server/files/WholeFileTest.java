package dev.cowork.server.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;

/** Bug class: an edit that overwrites what somebody else wrote while it was being prepared. */
class WholeFileTest extends FileToolFixture {

    private WholeFile read(String path) throws IOException {
        return WholeFile.read(project, ProjectPath.of(path), ProjectPath.of(path));
    }

    @Test
    void a_file_that_nobody_touched_has_not_changed() throws IOException {
        put("a.txt", "text");
        assertThat(read("a.txt").changed(project)).isFalse();
    }

    @Test
    void a_file_of_another_size_has_changed() throws IOException {
        Path file = put("a.txt", "text");
        FileTime time = Files.getLastModifiedTime(file);
        WholeFile before = read("a.txt");
        Files.setLastModifiedTime(put("a.txt", "longer text"), time);
        assertThat(before.changed(project)).isTrue();
    }

    @Test
    void a_file_written_at_another_time_has_changed() throws IOException {
        Path file = put("a.txt", "text");
        WholeFile before = read("a.txt");
        Files.setLastModifiedTime(file, FileTime.fromMillis(1));
        assertThat(before.changed(project)).isTrue();
    }

    @Test
    void a_file_that_is_gone_has_changed() throws IOException {
        Path file = put("a.txt", "text");
        WholeFile before = read("a.txt");
        Files.delete(file);
        assertThat(before.changed(project)).isTrue();
    }
}
