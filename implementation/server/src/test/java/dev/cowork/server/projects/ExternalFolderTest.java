package dev.cowork.server.projects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.platform.problems.Problem;
import dev.cowork.server.platform.resources.IfMatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

class ExternalFolderTest extends ProjectTesting {

    @TempDir
    Path elsewhere;

    @Test
    void are_used_where_they_are() {
        Project project = external("Mine", elsewhere.toString());

        assertThat(project.external()).isTrue();
        assertThat(project.renamable()).isFalse();
        assertThat(project.path()).isEqualTo(real(elsewhere));
        assertThat(folders()).containsExactly("general");
    }

    @Test
    void stay_with_all_they_hold_when_the_project_goes() throws IOException {
        Files.writeString(elsewhere.resolve("keep.txt"), "mine");
        Project project = external("Mine", elsewhere.toString());

        projects.delete(ME, project.id(), IfMatch.any()).block();
        rooms.bean(FolderJanitor.class).sweep().block();

        assertThat(elsewhere.resolve("keep.txt")).hasContent("mine");
    }

    @Test
    void keep_their_name() {
        Project project = external("Mine", elsewhere.toString());

        refuses(
                403,
                "project_protected",
                projects.update(ME, project.id(), ProjectChange.rename("Other"), IfMatch.any()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "relative/folder", "/no/such/folder", "~", "file:///tmp", "\u0000", "/etc/passwd"})
    void must_exist_and_be_absolute(String path) {
        Problem problem = refuses(
                422, "folder_not_found", projects.create(ME, new NewProject("x", null, path, List.of(), List.of())));

        assertThat(problem.detail()).isEqualTo("Choose an existing local folder");
    }

    @Test
    void are_never_this_servers_own_nor_by_way_of_a_link() throws IOException {
        Project other = create("other");
        Path link = Files.createSymbolicLink(elsewhere.resolve("link"), other.folder());
        Path home = rooms.paths().home();
        Path inTheHome = Files.createDirectories(home.resolve("memory/deep"));
        Files.createDirectories(rooms.paths().vault());

        for (Path own : List.of(
                Path.of(other.path()), link, home, inTheHome, rooms.paths().vault())) {
            refuses(422, "folder_not_allowed", made(own.toString()));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "//",
                "/tmp/..",
                "/etc",
                "/etc/",
                "/usr/lib",
                "/proc/self",
                "/sys",
                "/dev",
                "/var",
                "/home",
                "/tmp",
                "/bin"
            })
    @EnabledOnOs(OS.LINUX)
    void are_never_the_systems(String path) {
        Problem problem = refuses(422, "folder_not_allowed", made(path));

        assertThat(problem.errors()).extracting(Problem.FieldError::pointer).containsExactly("/path");
        assertThat(problem.detail()).doesNotContain("/");
        assertThat(folders()).containsExactly("general");
    }

    @Test
    void that_are_gone_are_reported_not_made_again() throws IOException {
        Path folder = Files.createDirectory(elsewhere.resolve("work"));
        Project project = external("Mine", folder.toString());

        Files.delete(folder);

        refuses(409, "project_folder_missing", projects.folder(ME, project.id()));
    }

    private Mono<Project> made(String path) {
        return projects.create(ME, new NewProject("x", null, path, List.of(), List.of()));
    }

    private Project external(String name, String path) {
        return projects.create(ME, new NewProject(name, null, path, List.of(), List.of()))
                .block();
    }

    private static String real(Path path) {
        try {
            return path.toRealPath().toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
