package dev.cowork.server.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.agent.Tool;
import dev.cowork.server.agent.ToolResult;
import dev.cowork.server.agent.Verdict;
import dev.cowork.server.platform.paths.ServerPaths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Bug class: a project that holds the server's home, or a link or second name to it, gives the keys away. */
class OwnPlacesTest {

    private static final String REFUSED = "This place belongs to the server.";

    @TempDir
    Path temp;

    private final FileWork work = new FileWork();
    private Path home;
    private ServerPaths places;

    @BeforeEach
    void prepare() throws IOException {
        home = temp.resolve("around/home");
        places = places(home.resolve("cowork.db"), home.resolve(".master_key"));
        for (String file : new String[] {
            "home/.master_key",
            "home/.env",
            "home/cowork.db",
            "home/cowork.db-wal",
            "home/data-vault/x",
            "home/files/a",
            "home/logs/l",
            "home/projects/general/note.txt",
            "home/projects/.owners/one/p/o.txt",
            "ordinary.txt"
        }) {
            Path there = temp.resolve("around").resolve(file);
            Files.createDirectories(there.getParent());
            Files.writeString(there, "of " + file);
        }
    }

    private ServerPaths places(Path database, Path masterKey) {
        return new ServerPaths(
                home,
                home.resolve("projects"),
                home.resolve("files"),
                home.resolve("data-vault"),
                home.resolve("logs"),
                database,
                masterKey);
    }

    @AfterEach
    void stop() {
        work.destroy();
    }

    private ToolResult run(Path project, String path, String kind) {
        ProjectPaths paths = new ProjectPaths(new OwnPlaces(places));
        Tool tool = switch (kind) {
            case "read" -> new ReadFileTool(work, paths);
            case "list" -> new ListFilesTool(work, paths);
            default -> new WriteFileTool(work, paths);
        };
        var arguments = JsonMapper.shared().createObjectNode().put("path", path).put("content", "planted");
        return FileToolFixture.judged(tool, project, arguments, access -> Verdict.ALLOW);
    }

    private void refuses(Path project, String path) throws IOException {
        Path real = project.resolve(path);
        String before = Files.isRegularFile(real) ? Files.readString(real) : null;
        for (String kind : new String[] {"read", "list", "write"}) {
            ToolResult result = run(project, path, kind);
            assertThat(result.output()).as(kind + " " + path).isEqualTo(REFUSED);
        }
        assertThat(Files.isRegularFile(real) ? Files.readString(real) : null).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "home",
                "home/.master_key",
                "home/.env",
                "home/cowork.db",
                "home/cowork.db-wal",
                "home/data-vault",
                "home/data-vault/x",
                "home/files/a",
                "home/logs/l",
                "home/projects/.owners/one/p/o.txt"
            })
    void a_project_around_the_home_does_not_open_it(String path) throws IOException {
        refuses(temp.resolve("around"), path);
    }

    @Test
    void nothing_new_is_put_into_the_home() {
        for (String path : new String[] {"home/new.txt", "home/cowork.db-shm", "home/deep/new.txt"}) {
            assertThat(run(temp.resolve("around"), path, "write").output()).isEqualTo(REFUSED);
        }
        assertThat(home.resolve("new.txt")).doesNotExist();
        assertThat(home.resolve("deep")).doesNotExist();
    }

    @Test
    void neither_links_nor_second_names_help() throws IOException {
        Path project = temp.resolve("around");
        Files.createSymbolicLink(project.resolve("key"), home.resolve(".master_key"));
        Files.createSymbolicLink(project.resolve("house"), home);
        Files.createLink(project.resolve("twin"), home.resolve(".master_key"));
        refuses(project, "key");
        refuses(project, "house/.env");
        refuses(project, "twin");
        assertThat(run(project, "house/projects/general/note.txt", "read").ok()).isTrue();
    }

    @Test
    void a_home_that_was_set_by_way_of_a_link_is_the_same_home() throws IOException {
        home = Files.createSymbolicLink(temp.resolve("alias"), home);
        places = places(home.resolve("cowork.db"), home.resolve(".master_key"));
        refuses(temp.resolve("around"), "home/.master_key");
    }

    @Test
    void key_and_database_are_closed_where_they_were_put() throws IOException {
        Path project = Files.createDirectory(temp.resolve("project"));
        Files.writeString(project.resolve("my.key"), "key");
        Files.writeString(project.resolve("my.db"), "rows");
        Files.writeString(project.resolve("settings"), "COWORK_AUTH_TOKEN=x");
        Files.delete(home.resolve(".env"));
        Files.createSymbolicLink(home.resolve(".env"), project.resolve("settings"));
        places = places(project.resolve("my.db"), project.resolve("my.key"));
        for (String path : new String[] {"my.key", "my.db", "settings"}) {
            refuses(project, path);
        }
        assertThat(run(project, "my.db-wal", "write").output()).isEqualTo(REFUSED);
        assertThat(run(project, "MY.DB-journal", "write").output()).isEqualTo(REFUSED);
        assertThat(run(project, "mine.txt", "write").ok()).isTrue();
    }

    @Test
    void projects_are_open_in_the_home_and_around_it() throws IOException {
        assertThat(run(temp.resolve("around"), "ordinary.txt", "read").ok()).isTrue();
        assertThat(run(temp.resolve("around"), "home/projects/general", "list").ok())
                .isTrue();
        assertThat(run(home.resolve("projects/general"), "note.txt", "read").ok())
                .isTrue();
        assertThat(run(home.resolve("projects/.owners/one/p"), "o.txt", "read").ok())
                .isTrue();
        assertThat(run(Files.createDirectory(home.resolve("mine")), "new.txt", "write")
                        .ok())
                .isTrue();
        assertThat(run(home, ".", "list").output()).isEqualTo(REFUSED);
    }
}
