package dev.cowork.server.projects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.server.platform.problems.Problem;
import dev.cowork.server.platform.resources.IfMatch;
import dev.cowork.server.platform.resources.Patch;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

class ProjectServiceTest extends ProjectTesting {

    @Nested
    class Listing {

        @Test
        void gives_general_first_and_then_in_order_of_making() {
            Stream.of("c", "a", "b").forEach(ProjectServiceTest.this::create);

            assertThat(all().stream().map(Project::name)).containsExactly("general", "c", "a", "b");
        }

        @Test
        void pages_and_tells_the_total() {
            Stream.of("c", "a", "b").forEach(ProjectServiceTest.this::create);

            var page = projects.list(ME, 2, 1).block();

            assertThat(page.rows().stream().map(Project::name)).containsExactly("c", "a");
            assertThat(page.total()).isEqualTo(4);
            assertThat(projects.list(ME, 2, 10).block().rows()).isEmpty();
        }
    }

    @Nested
    class Changing {

        @Test
        void touches_only_what_it_names() {
            Project project = projects.create(ME, new NewProject("x", "about", null, List.of("c"), List.of("s")))
                    .block();
            ProjectChange change = new ProjectChange(null, new Patch.Keep<>(), null, List.of("d"), null);

            Project changed =
                    projects.update(ME, project.id(), change, IfMatch.any()).block();

            assertThat(changed.connectorIds()).containsExactly("d");
            assertThat(changed.skillIds()).containsExactly("s");
            assertThat(changed.description()).isEqualTo("about");
            assertThat(changed.updatedAt()).isGreaterThan(project.updatedAt());
        }

        @Test
        void clears_a_description_with_null() {
            Project project = projects.create(ME, new NewProject("x", "about", null, List.of(), List.of()))
                    .block();
            ProjectChange change = new ProjectChange(null, new Patch.To<>(null), null, null, null);

            assertThat(projects.update(ME, project.id(), change, IfMatch.any())
                            .block()
                            .description())
                    .isNull();
        }

        @Test
        void that_changes_nothing_makes_no_version() {
            Project project = create("x");

            assertThat(projects.update(ME, project.id(), ProjectChange.NONE, IfMatch.any())
                            .block())
                    .isEqualTo(project);
        }

        @Test
        void counts_versions_and_holds_a_condition_to_them() {
            Project project = create("x");
            Project changed = describe(project, "one", IfMatch.of("\"1\""));

            assertThat(changed.version()).isEqualTo(2);
            refuses(
                    412,
                    "precondition_failed",
                    projects.update(
                            ME,
                            project.id(),
                            new ProjectChange(null, new Patch.To<>("two"), null, null, null),
                            IfMatch.of("\"1\"")));
            refuses(
                    412,
                    "precondition_failed",
                    projects.update(ME, project.id(), ProjectChange.rename("y"), IfMatch.of("\"1\"")));
            refuses(412, "precondition_failed", projects.delete(ME, project.id(), IfMatch.of("\"1\"")));
            assertThat(folders()).containsExactlyInAnyOrder("general", "x");
            assertThat(describe(project, "two", IfMatch.of("\"7\", \"2\"")).version())
                    .isEqualTo(3);
        }

        @Test
        void lets_one_of_many_with_the_same_condition_through() {
            Project project = create("x");

            Long through = Flux.range(0, 20)
                    .flatMap(i -> projects.update(
                                    ME,
                                    project.id(),
                                    new ProjectChange(null, new Patch.To<>("d" + i), null, null, null),
                                    IfMatch.of("\"1\""))
                            .onErrorComplete(Problem.class))
                    .count()
                    .block();

            assertThat(through).isEqualTo(1);
        }

        @Test
        void of_a_project_that_is_not_there_is_404() {
            refuses(
                    404,
                    "project_not_found",
                    projects.update(ME, "proj_none", ProjectChange.rename("x"), IfMatch.any()));
        }

        private Project describe(Project project, @Nullable String text, IfMatch condition) {
            ProjectChange change = new ProjectChange(null, new Patch.To<>(text), null, null, null);
            return projects.update(ME, project.id(), change, condition).block();
        }
    }

    @Nested
    class Deleting {

        @Test
        void removes_the_row_and_frees_the_name_at_once() throws IOException {
            Project project = create("x");
            Files.writeString(project.folder().resolve("note.txt"), "x");

            projects.delete(ME, project.id(), IfMatch.any()).block();

            assertThat(project.folder()).doesNotExist();
            refuses(404, "project_not_found", projects.get(ME, project.id()));
            assertThat(create("x").name()).isEqualTo("x");
        }

        @Test
        void twice_is_404_the_second_time() {
            Project project = create("x");
            projects.delete(ME, project.id(), IfMatch.any()).block();

            refuses(404, "project_not_found", projects.delete(ME, project.id(), IfMatch.any()));
        }

        @Test
        void makes_a_new_folder_when_somebody_deletes_it_behind_our_back() throws IOException {
            Project project = create("x");
            Files.delete(project.folder());

            assertThat(projects.folder(ME, project.id()).block())
                    .isEqualTo(project.folder())
                    .isDirectory();
        }
    }

    @Nested
    class AnotherOwner {

        @Test
        void sees_nothing_of_mine() {
            Project mine = create("secret");

            assertThat(projects.list(OTHER, 200, 0).block().rows().stream().map(Project::name))
                    .containsExactly("general");
            refuses(404, "project_not_found", projects.get(OTHER, mine.id()));
            refuses(404, "project_not_found", projects.choose(OTHER, null, "secret"));
            refuses(404, "project_not_found", projects.choose(OTHER, mine.id(), null));
            refuses(404, "project_not_found", projects.folder(OTHER, mine.id()));
            refuses(
                    404,
                    "project_not_found",
                    projects.update(OTHER, mine.id(), ProjectChange.rename("x"), IfMatch.any()));
            refuses(404, "project_not_found", projects.delete(OTHER, mine.id(), IfMatch.any()));
            assertThat(projects.get(ME, mine.id()).block()).isEqualTo(mine);
        }

        @Test
        void has_a_general_an_active_project_and_names_of_their_own() {
            Project mine = create("same");
            Project theirs = projects.create(OTHER, NewProject.named("same")).block();
            projects.update(OTHER, theirs.id(), ProjectChange.activate(true), IfMatch.any())
                    .block();

            assertThat(theirs.name()).isEqualTo("same");
            assertThat(theirs.folder()).isDirectory().isNotEqualTo(mine.folder());
            assertThat(projects.general(OTHER).block().path())
                    .isNotEqualTo(projects.general(ME).block().path());
            assertThat(projects.active(ME).block().general()).isTrue();
            assertThat(projects.list(OTHER, 200, 0).block().rows().stream().map(Project::name))
                    .containsExactly("general", "same");
        }

        @Test
        void has_folders_that_no_name_can_reach_whatever_the_owner_is_called() {
            Project theirs = projects.create("../../etc", NewProject.named("x")).block();

            assertThat(theirs.folder().normalize())
                    .startsWith(rooms.paths().projects().resolve(".owners"));
        }
    }
}
