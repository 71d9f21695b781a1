package dev.cowork.server.projects;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

class ProjectCreationTest extends ProjectTesting {

    @Test
    void keeps_what_was_typed_and_makes_a_folder_of_the_cleaned_name() {
        Project project = create("My Näme!");

        assertThat(project.displayName()).isEqualTo("My Näme!");
        assertThat(project.name()).isEqualTo("My-N-me");
        assertThat(project.folder())
                .isEqualTo(rooms.paths().projects().resolve("My-N-me"))
                .isDirectory();
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
        assertThat(Stream.of("Sales", "sales", "Sales!").map(this::create).map(Project::name))
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
    void refuses_the_name_that_stands_for_every_project() {
        refuses(422, "name_not_allowed", projects.create(ME, NewProject.named("all")));
        refuses(422, "name_not_allowed", projects.create(ME, NewProject.named("../All ")));
        assertThat(create("all of it").name()).isEqualTo("all-of-it");
    }

    @Test
    void bounds_its_lists() {
        List<String> tooMany = IntStream.range(0, 201).mapToObj(i -> "c" + i).toList();

        refuses(422, "validation_failed", projects.create(ME, new NewProject("x", null, null, tooMany, List.of())));
        refuses(
                422,
                "validation_failed",
                projects.create(ME, new NewProject("x", null, null, List.of(), List.of(" "))));
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

    private static <T> @Nullable T eventually(Supplier<@Nullable T> look) {
        return Flux.interval(Duration.ZERO, Duration.ofMillis(10))
                .publishOn(Schedulers.boundedElastic())
                .mapNotNull(tick -> look.get())
                .next()
                .block(Duration.ofSeconds(20));
    }
}
