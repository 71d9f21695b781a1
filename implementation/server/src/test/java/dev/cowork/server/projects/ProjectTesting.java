package dev.cowork.server.projects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cowork.server.platform.problems.Problem;
import dev.cowork.server.platform.resources.IfMatch;
import dev.cowork.server.testing.Rooms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import reactor.core.publisher.Mono;

/** Projects on a database and a home of their own, and what their tests often ask. */
abstract class ProjectTesting {

    static final String ME = "local";
    static final String OTHER = "other";

    Rooms rooms;
    ProjectService projects;

    @BeforeEach
    void open() {
        rooms = Rooms.open();
        projects = rooms.projects();
    }

    @AfterEach
    void close() {
        rooms.close();
    }

    Project create(String name) {
        return projects.create(ME, NewProject.named(name)).block();
    }

    Project activate(Project project) {
        return projects.update(ME, project.id(), ProjectChange.activate(true), IfMatch.any())
                .block();
    }

    List<Project> all() {
        return projects.list(ME, 200, 0).block().rows();
    }

    /** The visible entries of the project folder. */
    List<String> folders() {
        try (Stream<Path> entries = Files.list(rooms.paths().projects())) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Problem refuses(int status, String code, Mono<?> call) {
        Problem problem = catchThrowableOfType(Problem.class, call::block);
        assertThat(problem).as("a refusal").isNotNull();
        assertThat(problem.status()).isEqualTo(status);
        assertThat(problem.code()).isEqualTo(code);
        return problem;
    }
}
