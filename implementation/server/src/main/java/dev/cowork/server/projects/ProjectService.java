package dev.cowork.server.projects;

import dev.cowork.server.platform.db.Tx;
import dev.cowork.server.platform.problems.Problem;
import dev.cowork.server.platform.resources.BegunMeanwhile;
import dev.cowork.server.platform.resources.Detached;
import dev.cowork.server.platform.resources.IfMatch;
import dev.cowork.server.platform.resources.Page;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Projects of an owner. "Not there" and "not yours" are the same 404.
 *
 * <p>Reading is SQL only and joins a caller's transaction. Changing also works on the disk, so it must not be called inside one; it runs to
 * its end even when the caller cancels.
 */
@Service
public class ProjectService {

    private static final String WHAT = "Project";

    private final ProjectRepository projects;
    private final ProjectCreation creation;
    private final ProjectChanges changes;
    private final ProjectFolders folders;
    private final FolderJanitor janitor;
    private final ObjectProvider<ProjectPart> parts;
    private final Tx tx;

    ProjectService(
            ProjectRepository projects,
            ProjectCreation creation,
            ProjectChanges changes,
            ProjectFolders folders,
            FolderJanitor janitor,
            ObjectProvider<ProjectPart> parts,
            Tx tx) {
        this.projects = projects;
        this.creation = creation;
        this.changes = changes;
        this.folders = folders;
        this.janitor = janitor;
        this.parts = parts;
        this.tx = tx;
    }

    /**
     * @param owner whose
     * @param limit at most this many
     * @param offset skip this many
     * @return general first, then the others in the order in which they were made
     */
    public Mono<Page<Project>> list(String owner, int limit, long offset) {
        return general(owner)
                .then(Mono.zip(projects.list(owner, limit, offset).collectList(), projects.count(owner), Page::new));
    }

    /**
     * @param owner whose
     * @param id the public id
     * @return the project; 404 if there is none
     */
    public Mono<Project> get(String owner, String id) {
        return find(owner, id, null).switchIfEmpty(missing());
    }

    /**
     * @param owner whose
     * @param id the public id, or null; wins over the name
     * @param name the cleaned name, or null
     * @return the project, or empty if there is none or neither is given
     */
    public Mono<Project> find(String owner, @Nullable String id, @Nullable String name) {
        if (id != null) {
            return projects.byId(owner, id).switchIfEmpty(generalIf(owner, id.equals(Project.GENERAL_ID)));
        }
        if (name != null) {
            return projects.byName(owner, name)
                    .switchIfEmpty(generalIf(owner, name.equalsIgnoreCase(Project.GENERAL_NAME)));
        }
        return Mono.empty();
    }

    /**
     * The project for something new.
     *
     * @param owner whose
     * @param id the public id, or null; wins over the name
     * @param name the cleaned name, or null
     * @return the named project, general when none is named; 404 if the named one does not exist
     */
    public Mono<Project> choose(String owner, @Nullable String id, @Nullable String name) {
        return id == null && name == null
                ? general(owner)
                : find(owner, id, name).switchIfEmpty(missing());
    }

    /**
     * @param owner whose
     * @return the project that always exists; its row is made when the owner is new
     */
    public Mono<Project> general(String owner) {
        return projects.byId(owner, Project.GENERAL_ID).switchIfEmpty(Mono.defer(() -> creation.general(owner)));
    }

    /**
     * @param owner whose
     * @return the active project, general when none is
     */
    public Mono<Project> active(String owner) {
        return projects.active(owner).switchIfEmpty(Mono.defer(() -> general(owner)));
    }

    /**
     * The folder to work in, made again if somebody has deleted it. Not inside a transaction.
     *
     * @param owner whose
     * @param id the public id
     * @return the existing folder; 404 if there is no such project, 409 {@code project_folder_missing} if it is a folder of the person's
     *     own that is gone
     */
    public Mono<Path> folder(String owner, String id) {
        return get(owner, id).flatMap(project -> folder(project.folder(), project.external()));
    }

    /**
     * The same for a project that has just been read.
     *
     * @param folder the project's folder
     * @param external whether it is a folder of the person's own
     * @return the existing folder; 409 {@code project_folder_missing} if it is a folder of the person's own that is gone
     */
    public Mono<Path> folder(Path folder, boolean external) {
        return external
                ? folders.exists(folder)
                        .filter(exists -> exists)
                        .map(exists -> folder)
                        .switchIfEmpty(Mono.error(() -> Problem.of(
                                409, "project_folder_missing", "The project's folder is not there any more")))
                : folders.ensure(folder);
    }

    /**
     * Makes a project and, unless it works in an existing folder, its folder. Any name is accepted: what is taken gets a number.
     *
     * @param owner whose
     * @param wanted what the client asks for
     * @return the inactive new project; 422 if a field is wrong or the path is not an existing folder
     */
    public Mono<Project> create(String owner, NewProject wanted) {
        return Detached.from(general(owner).then(Mono.defer(() -> creation.create(owner, wanted))));
    }

    /**
     * Changes a project; a new name moves its folder.
     *
     * @param owner whose
     * @param id the public id
     * @param change what to change
     * @param condition a condition on its version
     * @return the project after the change; 404, 412, 422, 403 {@code project_protected} if it cannot be renamed, 409
     *     {@code project_busy} if something works in the folder
     */
    public Mono<Project> update(String owner, String id, ProjectChange change, IfMatch condition) {
        return Detached.from(get(owner, id).flatMap(project -> changes.apply(project, change, condition)));
    }

    /**
     * Deletes a project with everything in it: ends what runs, removes all rows at once, then the folder if it was ours. A crash in between
     * leaves either everything or only a folder that the next start removes.
     *
     * @param owner whose
     * @param id the public id
     * @param condition a condition on its version
     * @return completes when it is gone and its name is free; 404, 412, 403 {@code project_protected} for general
     */
    public Mono<Void> delete(String owner, String id, IfMatch condition) {
        return Detached.from(get(owner, id)
                .doOnNext(project -> checkDeletable(project, condition))
                .flatMap(project -> stopParts(project)
                        .then(tx.in(() -> removeRows(project, condition)))
                        .retryWhen(BegunMeanwhile.again()))
                .flatMap(janitor::putAside)
                .doOnNext(janitor::purgeLater)
                .then());
    }

    private void checkDeletable(Project project, IfMatch condition) {
        if (project.general()) {
            throw ProjectChanges.generalIsImmutable();
        }
        condition.check(WHAT, project.version());
    }

    private Mono<Void> stopParts(Project project) {
        return Flux.fromStream(parts::stream)
                .concatMap(part -> part.stop(project))
                .then();
    }

    private Mono<Removal> removeRows(Project seen, IfMatch condition) {
        return get(seen.owner(), seen.id())
                .doOnNext(project -> checkDeletable(project, condition))
                .flatMap(project -> changes.refuseWhileMoving(project)
                        .thenMany(Flux.fromStream(parts::stream))
                        .concatMap(part -> part.remove(project))
                        .then(projects.delete(project))
                        .then(project.active() ? projects.activate(project.owner(), Project.GENERAL_ID) : Mono.empty())
                        .then(project.external() ? Mono.empty() : janitor.note(project)));
    }

    private Mono<Project> generalIf(String owner, boolean meant) {
        return meant ? Mono.defer(() -> creation.general(owner)) : Mono.empty();
    }

    private static Mono<Project> missing() {
        return Mono.error(() -> Problem.notFound(WHAT));
    }
}
