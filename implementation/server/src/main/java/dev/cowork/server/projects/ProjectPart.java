package dev.cowork.server.projects;

import reactor.core.publisher.Mono;

/** What another module keeps of a project; collected from all beans. */
public interface ProjectPart {

    /**
     * Tells whether something works in the project's folder, so that it must not move now.
     *
     * @param project what is about to be renamed
     * @return true while the folder is in use
     */
    default Mono<Boolean> busy(Project project) {
        return Mono.just(false);
    }

    /**
     * Ends whatever still runs in the project. Called before the deletion's transaction; may take a moment.
     *
     * @param project what is about to be deleted
     * @return completes when nothing of it runs any more
     */
    Mono<Void> stop(Project project);

    /**
     * Removes the rows that belong to the project. Runs inside the deletion's transaction: SQL only.
     *
     * @param project what is being deleted
     * @return completes when the rows are gone
     */
    Mono<Void> remove(Project project);
}
