package dev.cowork.server.projects;

import dev.cowork.server.platform.db.Tx;
import dev.cowork.server.platform.problems.Problem;
import dev.cowork.server.platform.resources.IfMatch;
import dev.cowork.server.platform.time.Times;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Changes projects.
 *
 * <p>A rename goes: claim the new folder (it is made, empty); write name, path and {@code moved_from} in one transaction; move the folder
 * over the claimed one; clear {@code moved_from}. A crash before the transaction leaves an empty folder; after it, the next start finds
 * {@code moved_from} and moves. A move that fails is taken back in the row.
 */
@Component
class ProjectChanges {

    private static final Logger log = LoggerFactory.getLogger(ProjectChanges.class);
    private static final String WHAT = "Project";
    private static final int BATCH = 100;

    private final ProjectRepository projects;
    private final ProjectCreation creation;
    private final ProjectFolders folders;
    private final ObjectProvider<ProjectPart> parts;
    private final Tx tx;
    private final Clock clock;

    ProjectChanges(
            ProjectRepository projects,
            ProjectCreation creation,
            ProjectFolders folders,
            ObjectProvider<ProjectPart> parts,
            Tx tx,
            Clock clock) {
        this.projects = projects;
        this.creation = creation;
        this.folders = folders;
        this.parts = parts;
        this.tx = tx;
        this.clock = clock;
    }

    static Problem generalIsImmutable() {
        return Problem.of(403, "project_protected", "The General project is immutable");
    }

    Mono<Project> apply(Project seen, ProjectChange wanted, IfMatch condition) {
        ProjectChange change = ProjectRules.checked(wanted);
        condition.check(WHAT, seen.version());
        if (change.name() == null) {
            return write(seen, change, null, condition);
        }
        if (!seen.renamable()) {
            throw seen.general()
                    ? generalIsImmutable()
                    : Problem.of(403, "project_protected", "A project in a folder of your own keeps its name");
        }
        String base = ProjectName.of(change.name());
        return ProjectCreation.firstFree(base, name -> rename(seen, change, name, condition));
    }

    /** Finishes renames that a crash cut off. */
    Mono<Void> finishMoves() {
        return projects.moves(BATCH)
                .concatMap(move -> finish(move.project(), Path.of(move.from()))
                        .doOnError(e -> log.warn("A renamed project's folder could not be moved: {}", e.toString()))
                        .onErrorComplete())
                .then();
    }

    /** Fails with 409 while the project's folder is on its way to a new name. */
    Mono<Void> refuseWhileMoving(Project project) {
        return projects.move(project).flatMap(move -> Mono.error(busy("The project is being renamed; try again")));
    }

    /** Empty when the name is taken. */
    private Mono<Project> rename(Project seen, ProjectChange change, String name, IfMatch condition) {
        if (name.equalsIgnoreCase(seen.name())) {
            // many disks take both for the same folder; only the name for people changes
            return write(seen, change, null, condition);
        }
        return refuseWhileBusy(seen)
                .then(creation.claim(seen.owner(), name))
                .flatMap(folder -> write(seen, change, folder, condition)
                        .onErrorResume(e -> giveUp(folder, e))
                        .flatMap(renamed -> follow(seen, renamed)));
    }

    private Mono<Void> refuseWhileBusy(Project project) {
        return Flux.fromStream(parts::stream)
                .concatMap(part -> part.busy(project))
                .filter(busy -> busy)
                .next()
                .flatMap(busy ->
                        Mono.error(busy("Something is still at work in this project; rename it when that is done")));
    }

    /** Nothing is written: the claimed folder goes. A name that another row has is no error, the next one is tried. */
    private Mono<Project> giveUp(Path claimed, Throwable reason) {
        return folders.release(claimed)
                .then(reason instanceof DuplicateKeyException ? Mono.empty() : Mono.error(reason));
    }

    private Mono<Project> write(Project seen, ProjectChange change, @Nullable Path newFolder, IfMatch condition) {
        return tx.in(() -> projects.byId(seen.owner(), seen.id())
                .switchIfEmpty(Mono.error(() -> Problem.notFound(WHAT)))
                .flatMap(now -> {
                    condition.check(WHAT, now.version());
                    Project wanted = named(now, change.name(), newFolder).changed(change);
                    return wanted.equals(now) ? Mono.just(now) : writeRow(now, wanted.next(Times.now(clock)));
                }));
    }

    private static Project named(Project now, @Nullable String typed, @Nullable Path newFolder) {
        if (typed == null) {
            return now;
        }
        String name = newFolder == null ? now.name() : String.valueOf(newFolder.getFileName());
        String path = newFolder == null ? now.path() : newFolder.toString();
        return now.placed(name, typed.isEmpty() ? name : typed, path);
    }

    private Mono<Project> writeRow(Project now, Project next) {
        boolean moves = !next.path().equals(now.path());
        boolean activates = next.active() && !now.active();
        return (moves ? refuseWhileMoving(now) : Mono.<Void>empty())
                .then(activates ? projects.deactivateOthers(now.owner(), now.no()) : Mono.empty())
                .then(projects.update(next, moves ? now.path() : null))
                .flatMap(written -> written ? Mono.just(next) : Mono.error(IfMatch.changed(WHAT)));
    }

    /** The row is committed: now the folder follows. */
    private Mono<Project> follow(Project before, Project renamed) {
        return finish(renamed, before.folder()).thenReturn(renamed).onErrorResume(e -> {
            log.warn("A project's folder could not be renamed: {}", e.toString());
            return takeBack(before, renamed)
                    .then(Mono.error(busy("The project's folder cannot be renamed now; something is using it")));
        });
    }

    private Mono<Void> finish(Project project, Path from) {
        return folders.move(from, project.folder()).then(projects.moved(project));
    }

    private Mono<Void> takeBack(Project before, Project renamed) {
        return tx.in(() -> projects.byId(renamed.owner(), renamed.id())
                        .map(now -> now.placed(before.name(), before.displayName(), before.path())
                                .next(Times.now(clock)))
                        .flatMap(restored -> projects.update(restored, null).then(projects.moved(restored))))
                .then(folders.release(renamed.folder()));
    }

    private static Problem busy(String detail) {
        return Problem.of(409, "project_busy", detail);
    }
}
