package dev.cowork.server.projects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.platform.resources.IfMatch;
import dev.cowork.server.testing.Rooms;
import java.io.IOException;
import java.lang.Thread.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

class FolderJanitorTest {

    private static final String ME = "local";

    @TempDir
    Path elsewhere;

    private Rooms rooms;
    private Path root;

    @BeforeEach
    void open() {
        rooms = Rooms.open();
        // what a test notes is not for the sweep of the start
        rooms.bean(FolderJanitor.class).ended().block();
        root = rooms.paths().projects();
    }

    @AfterEach
    void close() {
        rooms.close();
    }

    @Test
    void leaves_nothing_of_a_deleted_project() throws IOException {
        Project project = create("x");
        Files.createDirectories(project.folder().resolve("a/b/c"));
        Files.writeString(project.folder().resolve("a/b/c/file"), "x");

        delete(project);
        sweep();

        assertThat(aside()).isEmpty();
        assertThat(notes()).isZero();
        assertThat(root.resolve("general")).isDirectory();
    }

    @Test
    void deletes_folders_that_were_made_read_only() throws IOException {
        Project project = create("cache");
        Path locked = Files.createDirectory(project.folder().resolve("locked"));
        Files.writeString(locked.resolve("file"), "x");
        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("r-xr-xr-x"));

        delete(project);
        sweep();

        assertThat(aside()).isEmpty();
    }

    @Test
    void many_deletions_at_once_all_free_their_names() {
        List<Project> made =
                IntStream.range(0, 12).mapToObj(i -> create("p" + i)).toList();

        Flux.fromIterable(made)
                .flatMap(project -> rooms.projects().delete(ME, project.id(), IfMatch.any()))
                .blockLast();

        assertThat(made).allSatisfy(project -> assertThat(project.folder()).doesNotExist());
    }

    @Nested
    class Links {

        @Test
        void inside_a_project_go_and_what_they_point_to_stays() throws IOException {
            Path treasure = Files.writeString(elsewhere.resolve("treasure.txt"), "mine");
            Project project = create("x");
            Files.createSymbolicLink(project.folder().resolve("folder"), elsewhere);
            Files.createSymbolicLink(project.folder().resolve("file"), treasure);

            delete(project);
            sweep();

            assertThat(treasure).hasContent("mine");
            assertThat(aside()).isEmpty();
        }

        @Test
        void in_the_place_of_a_project_go_and_what_they_point_to_stays() throws IOException {
            Path treasure = Files.writeString(elsewhere.resolve("treasure.txt"), "mine");
            Project project = create("x");
            Files.delete(project.folder());
            Files.createSymbolicLink(project.folder(), elsewhere);

            delete(project);
            sweep();

            assertThat(treasure).hasContent("mine");
            assertThat(Files.exists(project.folder(), java.nio.file.LinkOption.NOFOLLOW_LINKS))
                    .isFalse();
        }
    }

    @Nested
    class AfterACrash {

        @Test
        void between_commit_and_putting_aside_the_next_start_deletes() throws IOException {
            Path folder = Files.createDirectory(root.resolve("left"));
            Files.writeString(folder.resolve("file"), "x");
            note(folder);

            rooms.restart();
            sweep();

            assertThat(folder).doesNotExist();
            assertThat(notes()).isZero();
        }

        @Test
        void between_putting_aside_and_the_note_of_it_the_next_start_deletes() throws IOException {
            Path folder = root.resolve("left");
            long no = note(folder);
            Path moved = Files.createDirectories(root.resolve(".removed").resolve(Long.toString(no)));
            Files.writeString(moved.resolve("file"), "x");

            rooms.restart();
            sweep();

            assertThat(moved).doesNotExist();
            assertThat(notes()).isZero();
        }

        @Test
        void a_name_that_waits_for_its_removal_is_not_given_away() throws IOException {
            note(Files.createDirectory(root.resolve("left")));
            Files.delete(root.resolve("left"));

            assertThat(create("left").name()).isEqualTo("left-2");
        }

        @Test
        void the_folder_of_a_living_project_is_never_deleted() throws IOException {
            Project project = create("alive");
            Files.writeString(project.folder().resolve("file"), "x");
            note(project.folder());

            rooms.restart();
            sweep();

            assertThat(project.folder().resolve("file")).hasContent("x");
        }
    }

    @Nested
    class WhenTheServerEnds {

        @Test
        void nothing_more_is_deleted_and_the_next_start_does_it() throws IOException {
            Path folder = Files.createDirectory(root.resolve("left"));
            Files.writeString(folder.resolve("file"), "x");
            note(folder);

            rooms.bean(FolderJanitor.class).destroy();
            sweep();

            assertThat(folder.resolve("file")).exists();
            assertThat(notes()).isOne();
            rooms.restart();
            sweep();
            assertThat(folder).doesNotExist();
            assertThat(notes()).isZero();
        }

        @Test
        void a_deletion_under_way_stops_at_the_next_file() throws IOException {
            Path folder = Files.createDirectories(root.resolve("many/inner"));
            for (int i = 0; i < 20; i++) {
                Files.writeString(folder.resolve("file" + i), "x");
            }
            AtomicInteger asked = new AtomicInteger();

            assertThat(Trees.delete(folder, () -> asked.incrementAndGet() > 5)).isFalse();

            assertThat(folder).isDirectory();
            try (Stream<Path> left = Files.list(folder)) {
                assertThat(left).hasSize(15);
            }
            assertThat(Trees.delete(folder, () -> false)).isTrue();
            assertThat(folder).doesNotExist();
        }

        @Test
        void what_is_under_way_is_waited_for() throws InterruptedException {
            FolderJanitor janitor = rooms.bean(FolderJanitor.class);
            Sinks.Empty<Void> last = Sinks.empty();
            janitor.later(last.asMono());

            Thread end = Thread.ofPlatform().start(janitor::destroy);
            while (end.getState() != State.TIMED_WAITING && end.getState() != State.WAITING && end.isAlive()) {
                Thread.onSpinWait();
            }

            assertThat(end.isAlive()).isTrue();
            last.tryEmitEmpty();
            end.join();
        }
    }

    @Nested
    class Outside {

        @Test
        void the_project_folder_nothing_is_deleted() throws IOException {
            Path treasure = Files.writeString(elsewhere.resolve("treasure.txt"), "mine");
            note(elsewhere);
            note(root.resolve("..").resolve("files"));
            note(root.resolve("general").resolve("inner"));
            Files.createDirectories(root.resolve("general/inner"));
            Files.createDirectories(rooms.paths().files());

            rooms.restart();
            sweep();

            assertThat(treasure).hasContent("mine");
            assertThat(rooms.paths().files()).isDirectory();
            assertThat(root.resolve("general/inner")).isDirectory();
        }

        @Test
        void the_project_folder_itself_is_not_deleted_either() {
            note(root);
            note(root.resolve("x").resolve(".."));

            rooms.restart();
            sweep();

            assertThat(root.resolve("general")).isDirectory();
        }
    }

    private Project create(String name) {
        return rooms.projects().create(ME, NewProject.named(name)).block();
    }

    private void delete(Project project) {
        rooms.projects().delete(ME, project.id(), IfMatch.any()).block();
    }

    private void sweep() {
        rooms.bean(FolderJanitor.class).sweep().block();
    }

    private Stream<Path> aside() throws IOException {
        Path aside = root.resolve(".removed");
        return Files.isDirectory(aside) ? Files.list(aside) : Stream.empty();
    }

    private long notes() {
        return rooms.database()
                .client()
                .sql("select count(*) from file_removal")
                .map(row -> row.get(0, Long.class))
                .one()
                .block();
    }

    private long note(Path folder) {
        return rooms.bean(RemovalRepository.class).insert(ME, folder, 1).block().no();
    }
}
