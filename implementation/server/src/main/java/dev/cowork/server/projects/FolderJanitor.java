package dev.cowork.server.projects;

import dev.cowork.server.platform.time.Times;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Deletes the folders of deleted projects, in steps of which each may be the last before a crash: the row that says so is written with the
 * deletion; after its commit the folder is put aside, which frees its name at once; then what it holds is deleted, however long that
 * takes; last the row goes. What a crash or the end of the server left is done at the next start.
 *
 * <p>Only a folder directly inside its owner's project folder is ever touched, and of a link only the link.
 */
@Component
class FolderJanitor implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(FolderJanitor.class);
    /** No project can have this name: names do not begin with a dot. */
    private static final String ASIDE = ".removed";

    private static final int BATCH = 100;
    /** What is under way ends with the file it is at. */
    private static final Duration LAST = Duration.ofMillis(500);

    private final RemovalRepository removals;
    private final ProjectFolders folders;
    private final Clock clock;
    private final Set<Mono<Void>> running = ConcurrentHashMap.newKeySet();
    private volatile boolean stopped;

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
        return blocking(() -> {
                    moveAside(removal, aside);
                    return aside;
                })
                .then(removals.moved(removal, aside))
                .thenReturn(new Removal(removal.no(), removal.owner(), aside))
                .doOnError(e -> log.warn("A deleted project's folder could not be put aside: {}", e.toString()))
                .onErrorReturn(removal);
    }

    /** Begins to purge, and nobody waits for it. It ends before the database is closed. */
    void purgeLater(Removal removal) {
        later(purge(removal).doOnError(e -> log.warn("A deleted project's folder stays: {}", e.toString())));
    }

    /** Begins to do everything that is noted, like {@link #purgeLater}. */
    void sweepLater() {
        later(sweep().doOnError(e -> log.warn("Folders of deleted projects stay: {}", e.toString())));
    }

    /** Begins work that ends before the database is closed. */
    void later(Mono<Void> work) {
        Mono<Void> begun = unlessStopped(work).onErrorComplete().cache();
        running.add(begun);
        begun.doFinally(end -> running.remove(begun)).subscribe();
    }

    /** Completes when all that has begun so far has ended. */
    Mono<Void> ended() {
        return Mono.defer(() -> Mono.when(running));
    }

    /** Nothing more is deleted: the notes stay. */
    @Override
    public void destroy() {
        stopped = true;
        ended().timeout(LAST).onErrorComplete().block();
    }

    /** Deletes what was put aside, and then the note of it. Fails when something could not be deleted. */
    Mono<Void> purge(Removal removal) {
        if (!removal.path().equals(aside(removal))) {
            log.warn("A deleted project's folder stays on disk until the next start");
            return Mono.empty();
        }
        return blocking(() -> Trees.delete(removal.path(), () -> stopped))
                .filter(gone -> gone)
                .flatMap(gone -> removals.delete(removal));
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
                                .concatMap(this::sweepOne)
                                .then(unlessStopped(Mono.defer(
                                        () -> sweepFrom(batch.getLast().no())))));
    }

    private Mono<Void> sweepOne(Removal removal) {
        return unlessStopped(Mono.defer(() -> putAside(removal)).flatMap(this::purge))
                .doOnError(e -> log.warn("A deleted project's folder stays: {}", e.toString()))
                .onErrorComplete();
    }

    private Mono<Void> unlessStopped(Mono<Void> work) {
        return Mono.defer(() -> stopped ? Mono.empty() : work);
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

    private static <T> Mono<T> blocking(Callable<T> work) {
        return Mono.fromCallable(work).subscribeOn(Schedulers.boundedElastic());
    }
}
