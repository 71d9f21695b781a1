package dev.cowork.server.projects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.platform.resources.IfMatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

class ProjectRenameTest extends ProjectTesting {

    @Test
    void takes_the_folder_and_its_files_along() throws IOException {
        Project project = create("Old");
        Files.writeString(project.folder().resolve("note.txt"), "kept");

        Project renamed = rename(project, "New Name");

        assertThat(renamed.name()).isEqualTo("New-Name");
        assertThat(renamed.displayName()).isEqualTo("New Name");
        assertThat(renamed.folder().resolve("note.txt")).hasContent("kept");
        assertThat(project.folder()).doesNotExist();
        assertThat(projects.get(ME, project.id()).block()).isEqualTo(renamed);
    }

    @Test
    void to_a_taken_name_takes_the_next_one() throws IOException {
        create("taken");
        Files.createDirectory(rooms.paths().projects().resolve("taken-2"));

        assertThat(rename(create("x"), "taken").name()).isEqualTo("taken-3");
    }

    @Test
    void to_the_same_cleaned_name_changes_only_what_people_read() {
        Project project = create("my name");

        Project renamed = rename(project, "my name!");

        assertThat(renamed.name()).isEqualTo("my-name");
        assertThat(renamed.displayName()).isEqualTo("my name!");
        assertThat(renamed.path()).isEqualTo(project.path());
    }

    @Test
    void makes_a_folder_when_somebody_has_deleted_it() throws IOException {
        Project project = create("gone");
        Files.delete(project.folder());

        assertThat(rename(project, "back").folder()).isDirectory();
    }

    @Test
    void many_at_once_to_one_name_all_get_their_own() {
        List<Project> made = Flux.range(0, 10)
                .concatMap(i -> projects.create(ME, NewProject.named("p" + i)))
                .collectList()
                .block();

        List<Project> renamed = Flux.fromIterable(made)
                .flatMap(project -> projects.update(ME, project.id(), ProjectChange.rename("same"), IfMatch.any()))
                .collectList()
                .block();

        assertThat(renamed.stream().map(Project::name).distinct()).hasSize(10);
        assertThat(renamed).allSatisfy(project -> assertThat(project.folder()).isDirectory());
        assertThat(folders()).hasSize(11);
    }

    @Test
    void that_was_cut_off_before_the_move_is_finished_at_the_next_start() throws IOException {
        Project project = create("before");
        Files.writeString(project.folder().resolve("note.txt"), "kept");
        Path claimed = Files.createDirectory(rooms.paths().projects().resolve("after"));
        cutOff(project, "after", claimed);

        rooms.restart();

        assertThat(rooms.projects().choose(ME, null, "after").block().folder().resolve("note.txt"))
                .hasContent("kept");
        assertThat(project.folder()).doesNotExist();
    }

    @Test
    void that_was_cut_off_after_the_move_is_finished_at_the_next_start() throws IOException {
        Project project = create("before");
        Path moved = rooms.paths().projects().resolve("after");
        Files.move(project.folder(), moved);
        Files.writeString(moved.resolve("note.txt"), "kept");
        cutOff(project, "after", moved);

        rooms.restart();

        assertThat(moved.resolve("note.txt")).hasContent("kept");
        assertThat(rename(rooms.projects().choose(ME, null, "after").block(), "later")
                        .name())
                .isEqualTo("later");
    }

    @Test
    void waits_for_one_that_is_under_way() throws IOException {
        Project project = create("before");
        cutOff(project, "after", Files.createDirectory(rooms.paths().projects().resolve("after")));

        refuses(409, "project_busy", projects.update(ME, project.id(), ProjectChange.rename("third"), IfMatch.any()));
        refuses(409, "project_busy", projects.delete(ME, project.id(), IfMatch.any()));
        assertThat(folders()).containsExactlyInAnyOrder("general", "before", "after");
    }

    private Project rename(Project project, String name) {
        return rooms.projects()
                .update(ME, project.id(), ProjectChange.rename(name), IfMatch.any())
                .block();
    }

    /** The state between the transaction and the end of the move. */
    private void cutOff(Project project, String name, Path folder) {
        rooms.database()
                .client()
                .sql("update project set name = :name, path = :path, moved_from = :from where id = :id")
                .bind("name", name)
                .bind("path", folder.toString())
                .bind("from", project.path())
                .bind("id", project.id())
                .then()
                .block();
    }
}
