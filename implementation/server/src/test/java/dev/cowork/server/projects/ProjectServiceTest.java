package dev.cowork.server.projects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cowork.server.platform.problems.Problem;
import dev.cowork.server.platform.resources.IfMatch;
import dev.cowork.server.platform.resources.Patch;
import dev.cowork.server.testing.Rooms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class ProjectServiceTest {

    private static final String ME = "local";
    private static final String OTHER = "other";

    private Rooms rooms;
    private ProjectService projects;

    @BeforeEach
    void open() {
        rooms = Rooms.open();
        projects = rooms.projects();
    }

    @AfterEach
    void close() {
        rooms.close();
    }

    @Nested
    class General {

        @Test
        void exists_from_the_start_active_and_with_its_folder() {
            Project general = projects.get(ME, Project.GENERAL_ID).block();

            assertThat(general.name()).isEqualTo("general");
            assertThat(general.active()).isTrue();
            assertThat(general.folder()).isEqualTo(rooms.paths().projects().resolve("general")).isDirectory();
        }

        @Test
        void is_the_same_after_a_restart() {
            Project before = projects.general(ME).block();

            rooms.restart();

            assertThat(rooms.projects().general(ME).block()).isEqualTo(before);
        }

        @Test
        void cannot_be_deleted() {
            refuses(403, "project_protected", projects.delete(ME, Project.GENERAL_ID, IfMatch.any()));
        }

        @ParameterizedTest
        @ValueSource(strings = {"mine", "general"})
        void cannot_be_renamed_not_even_to_its_own_name(String name) {
            Problem problem = refuses(
                    403, "project_protected", projects.update(ME, Project.GENERAL_ID, ProjectChange.rename(name), IfMatch.any()));

            assertThat(problem.detail()).isEqualTo("The General project is immutable");
        }

        @Test
        void may_be_described_and_made_inactive() {
            ProjectChange change = new ProjectChange(null, new Patch.To<>("For everything"), false, null, null);

            Project changed = projects.update(ME, Project.GENERAL_ID, change, IfMatch.any()).block();

            assertThat(changed.description()).isEqualTo("For everything");
            assertThat(changed.active()).isFalse();
        }

        @Test
        void gives_its_name_to_no_other_whatever_the_case() {
            assertThat(create("general").name()).isEqualTo("general-2");
            assertThat(create("General").name()).isEqualTo("General-3");
        }
    }

    @Nested
    class Making {

        @Test
        void keeps_what_was_typed_and_makes_a_folder_of_the_cleaned_name() {
            Project project = create("My Näme!");

            assertThat(project.displayName()).isEqualTo("My Näme!");
            assertThat(project.name()).isEqualTo("My-N-me");
            assertThat(project.folder()).isEqualTo(rooms.paths().projects().resolve("My-N-me")).isDirectory();
            assertThat(project.id()).startsWith("proj_");
            assertThat(project.active()).isFalse();
            assertThat(projects.get(ME, project.id()).block()).isEqualTo(project);
        }

        @Test
        void keeps_its_lists_each_entry_once() {
            NewProject wanted = new NewProject("x", "about", null, List.of("b", "a", "b"), List.of("s"));

            Project project = projects.create(ME, wanted).block();

            assertThat(project.connectorIds()).containsExactly("b", "a");
            assertThat(project.skillIds()).containsExactly("s");
            assertThat(projects.get(ME, project.id()).block()).isEqualTo(project);
        }

        @Test
        void numbers_a_name_that_another_project_has() {
            assertThat(Stream.of("Sales", "sales", "Sales!").map(ProjectServiceTest.this::create).map(Project::name))
                    .containsExactly("Sales", "sales-2", "Sales-3");
        }

        @Test
        void steps_aside_for_a_folder_that_is_there_already() throws IOException {
            Path leftover = Files.createDirectory(rooms.paths().projects().resolve("old"));
            Files.writeString(leftover.resolve("keep.txt"), "mine");

            assertThat(create("old").name()).isEqualTo("old-2");
            assertThat(leftover.resolve("keep.txt")).hasContent("mine");
        }

        @Test
        void steps_aside_for_a_file_of_that_name() throws IOException {
            Files.writeString(rooms.paths().projects().resolve("file"), "x");

            assertThat(create("file").name()).isEqualTo("file-2");
        }

        @Test
        void many_at_once_of_one_name_all_get_their_own() {
            List<Project> made = Flux.range(0, 40)
                    .flatMap(i -> projects.create(ME, NewProject.named("Same")), 40)
                    .collectList()
                    .block();

            assertThat(made.stream().map(Project::name).distinct()).hasSize(40);
            assertThat(made).allSatisfy(project -> assertThat(project.folder()).isDirectory());
            assertThat(folders()).hasSize(41);
        }

        @ParameterizedTest
        @MethodSource("dev.cowork.server.projects.ProjectNameTest#hostileNames")
        void accepts_any_name_and_stays_inside(String typed) {
            Project project = create(typed);

            assertThat(project.folder().getParent()).isEqualTo(rooms.paths().projects());
            assertThat(project.folder()).isDirectory();
        }

        @Test
        void refuses_control_characters_and_too_long_names() {
            refuses(422, "validation_failed", projects.create(ME, NewProject.named("a\u0000b")));
            refuses(422, "validation_failed", projects.create(ME, NewProject.named("a\nb")));
            refuses(422, "validation_failed", projects.create(ME, NewProject.named("x".repeat(256))));
            assertThat(create("🚀".repeat(255)).displayName()).hasSize(510);
        }

        @Test
        void bounds_its_lists() {
            List<String> tooMany = IntStream.range(0, 201).mapToObj(i -> "c" + i).toList();

            refuses(422, "validation_failed", projects.create(ME, new NewProject("x", null, null, tooMany, List.of())));
            refuses(422, "validation_failed", projects.create(ME, new NewProject("x", null, null, List.of(), List.of(" "))));
            refuses(
                    422,
                    "validation_failed",
                    projects.create(ME, new NewProject("x", null, null, Collections.singletonList(null), List.of())));
            assertThat(folders()).containsExactly("general");
        }

        @Test
        void goes_on_when_the_caller_leaves() {
            Mono<Project> create = projects.create(ME, NewProject.named("left"));

            create.subscribe().dispose();

            assertThat(eventually(() -> projects.find(ME, null, "left").block())).isNotNull();
        }
    }

    @Nested
    class FoldersOfOnesOwn {

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

            refuses(403, "project_protected", projects.update(ME, project.id(), ProjectChange.rename("Other"), IfMatch.any()));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", ".", "relative/folder", "/no/such/folder", "~", "file:///tmp", "\u0000", "/etc/passwd"})
        void must_exist_and_be_absolute(String path) {
            Problem problem =
                    refuses(400, "invalid_path", projects.create(ME, new NewProject("x", null, path, List.of(), List.of())));

            assertThat(problem.detail()).isEqualTo("Choose an existing local folder");
        }

        @Test
        void are_never_this_servers_own_nor_by_way_of_a_link() throws IOException {
            Project other = create("other");
            Path link = Files.createSymbolicLink(elsewhere.resolve("link"), other.folder());

            refuses(400, "invalid_path", projects.create(ME, new NewProject("x", null, other.path(), List.of(), List.of())));
            refuses(400, "invalid_path", projects.create(ME, new NewProject("x", null, link.toString(), List.of(), List.of())));
            refuses(
                    400,
                    "invalid_path",
                    projects.create(
                            ME, new NewProject("x", null, rooms.paths().home().toString(), List.of(), List.of())));
        }

        @Test
        void that_are_gone_are_reported_not_made_again() throws IOException {
            Path folder = Files.createDirectory(elsewhere.resolve("work"));
            Project project = external("Mine", folder.toString());

            Files.delete(folder);

            refuses(409, "project_folder_missing", projects.folder(ME, project.id()));
        }

        private Project external(String name, String path) {
            return projects.create(ME, new NewProject(name, null, path, List.of(), List.of())).block();
        }
    }

    @Nested
    class TheActiveOne {

        @Test
        void is_one_at_most() {
            Project a = create("a");
            Project b = create("b");

            activate(a);
            activate(b);

            assertThat(projects.active(ME).block().id()).isEqualTo(b.id());
            assertThat(all().stream().filter(Project::active)).hasSize(1);
        }

        @Test
        void may_be_none_and_then_general_stands_in() {
            Project a = activate(create("a"));

            projects.update(ME, a.id(), ProjectChange.activate(false), IfMatch.any()).block();

            assertThat(all().stream().filter(Project::active)).isEmpty();
            assertThat(projects.active(ME).block().general()).isTrue();
        }

        @Test
        void hands_over_to_general_when_it_is_deleted() {
            Project a = activate(create("a"));

            projects.delete(ME, a.id(), IfMatch.any()).block();

            assertThat(projects.general(ME).block().active()).isTrue();
        }

        @Test
        void changes_the_version_of_the_one_that_was() {
            Project general = projects.general(ME).block();

            activate(create("a"));

            assertThat(projects.general(ME).block().version()).isGreaterThan(general.version());
        }

        private Project activate(Project project) {
            return projects.update(ME, project.id(), ProjectChange.activate(true), IfMatch.any()).block();
        }
    }

    @Nested
    class Changing {

        @Test
        void touches_only_what_it_names() {
            Project project = projects.create(ME, new NewProject("x", "about", null, List.of("c"), List.of("s"))).block();
            ProjectChange change = new ProjectChange(null, new Patch.Keep<>(), null, List.of("d"), null);

            Project changed = projects.update(ME, project.id(), change, IfMatch.any()).block();

            assertThat(changed.connectorIds()).containsExactly("d");
            assertThat(changed.skillIds()).containsExactly("s");
            assertThat(changed.description()).isEqualTo("about");
            assertThat(changed.updatedAt()).isGreaterThan(project.updatedAt());
        }

        @Test
        void clears_a_description_with_null() {
            Project project = projects.create(ME, new NewProject("x", "about", null, List.of(), List.of())).block();
            ProjectChange change = new ProjectChange(null, new Patch.To<>(null), null, null, null);

            assertThat(projects.update(ME, project.id(), change, IfMatch.any()).block().description()).isNull();
        }

        @Test
        void that_changes_nothing_makes_no_version() {
            Project project = create("x");

            assertThat(projects.update(ME, project.id(), ProjectChange.NONE, IfMatch.any()).block()).isEqualTo(project);
        }

        @Test
        void counts_versions_and_holds_a_condition_to_them() {
            Project project = create("x");
            Project changed = describe(project, "one", IfMatch.of("\"1\""));

            assertThat(changed.version()).isEqualTo(2);
            refuses(412, "precondition_failed", projects.update(
                    ME, project.id(), new ProjectChange(null, new Patch.To<>("two"), null, null, null), IfMatch.of("\"1\"")));
            refuses(412, "precondition_failed", projects.update(ME, project.id(), ProjectChange.rename("y"), IfMatch.of("\"1\"")));
            refuses(412, "precondition_failed", projects.delete(ME, project.id(), IfMatch.of("\"1\"")));
            assertThat(folders()).containsExactlyInAnyOrder("general", "x");
            assertThat(describe(project, "two", IfMatch.of("\"7\", \"2\"")).version()).isEqualTo(3);
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
            refuses(404, "not_found", projects.update(ME, "proj_none", ProjectChange.rename("x"), IfMatch.any()));
        }

        private Project describe(Project project, @Nullable String text, IfMatch condition) {
            ProjectChange change = new ProjectChange(null, new Patch.To<>(text), null, null, null);
            return projects.update(ME, project.id(), change, condition).block();
        }
    }

    @Nested
    class Renaming {

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
            List<Project> made = Flux.range(0, 10).concatMap(i -> projects.create(ME, NewProject.named("p" + i))).collectList().block();

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

            assertThat(rooms.projects().byName(ME, "after").block().folder().resolve("note.txt")).hasContent("kept");
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
            assertThat(rename(rooms.projects().byName(ME, "after").block(), "later").name()).isEqualTo("later");
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
            return rooms.projects().update(ME, project.id(), ProjectChange.rename(name), IfMatch.any()).block();
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

    @Nested
    class Deleting {

        @Test
        void removes_the_row_and_frees_the_name_at_once() throws IOException {
            Project project = create("x");
            Files.writeString(project.folder().resolve("note.txt"), "x");

            projects.delete(ME, project.id(), IfMatch.any()).block();

            assertThat(project.folder()).doesNotExist();
            refuses(404, "not_found", projects.get(ME, project.id()));
            assertThat(create("x").name()).isEqualTo("x");
        }

        @Test
        void twice_is_404_the_second_time() {
            Project project = create("x");
            projects.delete(ME, project.id(), IfMatch.any()).block();

            refuses(404, "not_found", projects.delete(ME, project.id(), IfMatch.any()));
        }

        @Test
        void makes_a_new_folder_when_somebody_deletes_it_behind_our_back() throws IOException {
            Project project = create("x");
            Files.delete(project.folder());

            assertThat(projects.folder(ME, project.id()).block()).isEqualTo(project.folder()).isDirectory();
        }
    }

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
    class AnotherOwner {

        @Test
        void sees_nothing_of_mine() {
            Project mine = create("secret");

            assertThat(projects.list(OTHER, 200, 0).block().rows().stream().map(Project::name)).containsExactly("general");
            refuses(404, "not_found", projects.get(OTHER, mine.id()));
            refuses(404, "not_found", projects.byName(OTHER, "secret"));
            refuses(404, "not_found", projects.choose(OTHER, mine.id(), null));
            refuses(404, "not_found", projects.folder(OTHER, mine.id()));
            refuses(404, "not_found", projects.update(OTHER, mine.id(), ProjectChange.rename("x"), IfMatch.any()));
            refuses(404, "not_found", projects.delete(OTHER, mine.id(), IfMatch.any()));
            assertThat(projects.get(ME, mine.id()).block()).isEqualTo(mine);
        }

        @Test
        void has_a_general_an_active_project_and_names_of_their_own() {
            Project mine = create("same");
            Project theirs = projects.create(OTHER, NewProject.named("same")).block();
            projects.update(OTHER, theirs.id(), ProjectChange.activate(true), IfMatch.any()).block();

            assertThat(theirs.name()).isEqualTo("same");
            assertThat(theirs.folder()).isDirectory().isNotEqualTo(mine.folder());
            assertThat(projects.general(OTHER).block().path()).isNotEqualTo(projects.general(ME).block().path());
            assertThat(projects.active(ME).block().general()).isTrue();
            assertThat(projects.list(OTHER, 200, 0).block().rows().stream().map(Project::name))
                    .containsExactly("general", "same");
        }

        @Test
        void has_folders_that_no_name_can_reach_whatever_the_owner_is_called() {
            Project theirs = projects.create("../../etc", NewProject.named("x")).block();

            assertThat(theirs.folder().normalize()).startsWith(rooms.paths().projects().resolve(".owners"));
        }
    }

    private Project create(String name) {
        return projects.create(ME, NewProject.named(name)).block();
    }

    private List<Project> all() {
        return projects.list(ME, 200, 0).block().rows();
    }

    private List<String> folders() {
        try (Stream<Path> entries = Files.list(rooms.paths().projects())) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String real(Path path) {
        try {
            return path.toRealPath().toString();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static <T> @Nullable T eventually(java.util.function.Supplier<@Nullable T> look) {
        return Flux.interval(java.time.Duration.ZERO, java.time.Duration.ofMillis(10))
                .publishOn(reactor.core.scheduler.Schedulers.boundedElastic())
                .mapNotNull(tick -> look.get())
                .next()
                .block(java.time.Duration.ofSeconds(5));
    }

    static Problem refuses(int status, String code, Mono<?> call) {
        Problem[] found = new Problem[1];
        assertThatExceptionOfType(Problem.class).isThrownBy(call::block).satisfies(problem -> {
            assertThat(problem.status()).isEqualTo(status);
            assertThat(problem.code()).isEqualTo(code);
            found[0] = problem;
        });
        return found[0];
    }
}
