package dev.cowork.server.projects;

import dev.cowork.server.platform.ids.Ids;
import dev.cowork.server.platform.problems.Problem;
import dev.cowork.server.platform.time.Times;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Function;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Makes projects. The folder comes first, because making it claims the name against everybody, the disk included; a crash before the row
 * is written leaves an empty folder and nothing else.
 */
@Component
class ProjectCreation {

    private static final int MAX_TRIES = 1000;

    private final ProjectRepository projects;
    private final ProjectFolders folders;
    private final FolderJanitor janitor;
    private final Ids ids;
    private final Clock clock;

    ProjectCreation(ProjectRepository projects, ProjectFolders folders, FolderJanitor janitor, Ids ids, Clock clock) {
        this.projects = projects;
        this.folders = folders;
        this.janitor = janitor;
        this.ids = ids;
        this.clock = clock;
    }

    /** General as it begins: active, in a folder that may be there already. SQL only. */
    Mono<Project> general(String owner) {
        Path folder = folders.of(owner, Project.GENERAL_NAME);
        NewProject wanted = NewProject.named(Project.GENERAL_NAME);
        Project project = row(owner, Project.GENERAL_ID, Project.GENERAL_NAME, folder, wanted, true);
        return projects.insert(project)
                // somebody else was faster
                .switchIfEmpty(projects.byId(owner, Project.GENERAL_ID));
    }

    Mono<Project> create(String owner, NewProject wanted) {
        NewProject checked = ProjectRules.checked(wanted);
        String base = ProjectName.of(checked.name());
        return checked.path() == null
                ? firstFree(base, name -> claimAndInsert(owner, name, checked))
                : folders.external(checked.path())
                        .flatMap(folder -> firstFree(
                                base, name -> projects.insert(row(owner, newId(), name, folder, checked, false))));
    }

    /**
     * Tries a name, then the same with 2, 3, … until one is free.
     *
     * @param base the cleaned name
     * @param attempt what to do with a name; empty when it is taken
     * @return the first result; 409 {@code name_taken} after a thousand names
     */
    static <T> Mono<T> firstFree(String base, Function<String, Mono<T>> attempt) {
        return Flux.range(1, MAX_TRIES)
                .concatMap(n -> attempt.apply(ProjectName.numbered(base, n)), 1)
                .next()
                .switchIfEmpty(Mono.error(
                        () -> Problem.of(409, "name_taken", "There are too many projects of this name already")));
    }

    /**
     * Claims a folder in the owner's project folder.
     *
     * @return the new empty folder, or empty when the name is taken on disk
     */
    Mono<Path> claim(String owner, String name) {
        Path folder = folders.of(owner, name);
        return janitor.pending(owner, folder).flatMap(pending -> pending ? Mono.empty() : folders.claim(folder));
    }

    private Mono<Project> claimAndInsert(String owner, String name, NewProject wanted) {
        return claim(owner, name)
                .flatMap(folder -> projects.insert(row(owner, newId(), name, folder, wanted, false))
                        .switchIfEmpty(folders.release(folder).then(Mono.empty()))
                        .onErrorResume(e -> folders.release(folder).then(Mono.error(e))));
    }

    private Project row(String owner, String id, String name, Path folder, NewProject wanted, boolean active) {
        long now = Times.now(clock);
        return new Project(
                0,
                id,
                owner,
                name,
                wanted.name().isEmpty() ? name : wanted.name(),
                wanted.description(),
                folder.toString(),
                wanted.path() != null,
                active,
                wanted.connectorIds(),
                wanted.skillIds(),
                now,
                now,
                1);
    }

    private String newId() {
        return ids.next("proj");
    }
}
