package dev.cowork.server.projects;

import dev.cowork.server.platform.time.Times;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Deletes the folders of deleted projects, in steps of which each may be the last before a crash: the row that says so is written with the
 * deletion; after its commit the folder is put aside, which frees its name at once; then what it holds is deleted, however long that
 * takes; last the row goes. What a crash left is done at the next start.
 *
 * <p>Only a folder directly inside its owner's project folder is ever touched, and of a link only the link.
 */
@Component
class FolderJanitor {

    private static final Logger log = LoggerFactory.getLogger(FolderJanitor.class);
    /** No project can have this name: names do not begin with a dot. */
    private static final String ASIDE = ".removed";

    private static final int BATCH = 100;

    private final RemovalRepository removals;
    private final ProjectFolders folders;
    private final Clock clock;

    FolderJanitor(RemovalRepository removals, ProjectFolders folders, Clock clock) {
        this.removals = removals;
        this.folders = folders;
        this.clock = clock;
    }

    /** Notes that a folder is to go. Joins the caller's transaction; nothing happens before {@link #putAside}. */
    Mono<Removal> note(Project project) {
        return removals.insert(project.owner(), project.folder(), Times.now(clock));
    }

    /** Whether a folder waits for its removal. */
    Mono<Boolean> pending(String owner, Path folder) {
        return removals.pending(owner, folder);
    }

    /**
     * Frees the folder's name. Quick: the folder is only renamed.
     *
     * @return the removal as it is now; it never fails, what cannot be moved now is tried again at the next start
     */
    Mono<Removal> putAside(Removal removal) {
        Path aside = aside(removal);
        return blocking(() -> moveAside(removal, aside))
                .then(removals.moved(removal, aside))
                .thenReturn(new Removal(removal.no(), removal.owner(), aside))
                .doOnError(e -> log.warn("A deleted project's folder could not be put aside: {}", e.toString()))
                .onErrorReturn(removal);
    }

    /** Deletes what was put aside, and then the note of it. Fails when something could not be deleted. */
    Mono<Void> purge(Removal removal) {
        if (!removal.path().equals(aside(removal))) {
            log.warn("A deleted project's folder stays on disk until the next start");
            return Mono.empty();
        }
        return blocking(() -> Trees.delete(removal.path())).then(removals.delete(removal));
    }

    /** Does everything that is noted; what fails is left for the next time. */
    Mono<Void> sweep() {
        return sweepFrom(0);
    }

    private Mono<Void> sweepFrom(long no) {
        return removals.after(no, BATCH)
                .collectList()
                .flatMap(batch -> batch.isEmpty()
                        ? Mono.empty()
                        : Flux.fromIterable(batch)
                                .concatMap(removal -> putAside(removal)
                                        .flatMap(this::purge)
                                        .doOnError(e -> log.warn("A deleted project's folder stays: {}", e.toString()))
                                        .onErrorComplete())
                                .then(Mono.defer(() -> sweepFrom(batch.getLast().no()))));
    }

    private Path holder(Removal removal) {
        return folders.root(removal.owner()).resolve(ASIDE);
    }

    private Path aside(Removal removal) {
        return holder(removal).resolve(Long.toString(removal.no()));
    }

    private void moveAside(Removal removal, Path aside) throws IOException {
        Path root = folders.root(removal.owner());
        Path holder = holder(removal);
        if (removal.path().equals(aside) || !root.equals(removal.path().getParent())) {
            return;
        }
        Files.createDirectories(root);
        try {
            Files.createDirectory(holder);
        } catch (FileAlreadyExistsException there) {
            if (!Files.isDirectory(holder, LinkOption.NOFOLLOW_LINKS)) {
                throw there;
            }
        }
        try {
            Files.move(removal.path(), aside);
        } catch (NoSuchFileException gone) {
            log.debug("The folder was gone already, or had been put aside before a crash");
        }
    }

    /** Work on the disk that gives nothing. */
    @FunctionalInterface
    private interface DiskWork {
        void run() throws IOException;
    }

    private static Mono<Void> blocking(DiskWork work) {
        return Mono.<Void>fromCallable(() -> {
                    work.run();
                    return null;
                })
                .subscribeOn(Schedulers.boundedElastic());
    }
}
