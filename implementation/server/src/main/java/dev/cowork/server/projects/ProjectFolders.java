package dev.cowork.server.projects;

import dev.cowork.server.platform.guard.OwnerResolver;
import dev.cowork.server.platform.paths.ServerPaths;
import dev.cowork.server.platform.problems.Problem;
import dev.cowork.server.platform.serve.Variables;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The folders of projects on disk. Everything here blocks, and so runs on a scheduler made for that. */
@Component
class ProjectFolders {

    private final ServerPaths paths;
    private final OffLimits offLimits;

    ProjectFolders(ServerPaths paths, Variables variables) {
        this.paths = paths;
        this.offLimits = new OffLimits(paths, variables.all());
    }

    /**
     * The folder that holds an owner's project folders. On a person's own machine it is the well-known one; other owners have one each
     * beside it, under a name that no project can have.
     */
    Path root(String owner) {
        return owner.equals(OwnerResolver.LOCAL)
                ? paths.projects()
                : paths.projects().resolve(".owners").resolve(digest(owner));
    }

    /**
     * @param owner whose
     * @param name a cleaned name
     * @return where the folder of that name is or would be
     */
    Path of(String owner, String name) {
        return root(owner).resolve(name);
    }

    /**
     * Makes a new folder, and by that claims the name: of several that try only one gets it.
     *
     * @return the folder, or empty when anything of that name is there already
     */
    Mono<Path> claim(Path folder) {
        return this.<Path>blocking(() -> {
            Files.createDirectories(folder.getParent());
            try {
                return Files.createDirectory(folder);
            } catch (FileAlreadyExistsException taken) {
                return null;
            }
        });
    }

    /** Gives a claimed folder back. A folder with something in it stays. */
    Mono<Void> release(Path folder) {
        return blocking(() -> {
            if (isEmptyFolder(folder)) {
                Files.deleteIfExists(folder);
            }
            return null;
        });
    }

    /**
     * Moves a folder to a claimed one. When the folder is gone, the claimed one is what remains; so it may be repeated.
     *
     * @return completes when the folder is at its new place
     */
    Mono<Void> move(Path from, Path to) {
        return blocking(() -> {
            if (!Files.isDirectory(from, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectories(to);
                return null;
            }
            try {
                replaceEmpty(from, to);
            } catch (NoSuchFileException gone) {
                Files.createDirectories(to);
            }
            return null;
        });
    }

    /** In one step where the system can: while the claimed folder is away, another could claim its name and give it back with ours in it. */
    private static void replaceEmpty(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException gone) {
            throw gone;
        } catch (FileSystemException notInOneStep) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Makes a folder that may be there already. */
    Mono<Path> ensure(Path folder) {
        // looked for first: making what is there fails inside, and each turn comes by
        return blocking(() -> Files.isDirectory(folder) ? folder : Files.createDirectories(folder));
    }

    Mono<Boolean> exists(Path folder) {
        return blocking(() -> Files.isDirectory(folder));
    }

    /**
     * Judges a folder that somebody wants to work in.
     *
     * @param text the path as it came
     * @return the real path; 422 {@code folder_not_found} if it is not an absolute path of an existing folder, {@code
     *     folder_not_allowed} if it is the system's or one of this server's own
     */
    Mono<Path> external(String text) {
        return blocking(() -> {
            Path folder = realFolder(text);
            if (folder == null) {
                throw Problem.of(422, "folder_not_found", "Choose an existing local folder")
                        .at("/path");
            }
            if (offLimits.hold(folder)) {
                throw Problem.of(
                                422,
                                "folder_not_allowed",
                                "This folder belongs to the system or to Cowork itself. Choose a folder of your own.")
                        .at("/path");
            }
            return folder;
        });
    }

    private static @Nullable Path realFolder(String text) throws IOException {
        try {
            Path path = Path.of(text);
            return path.isAbsolute() && Files.isDirectory(path) ? path.toRealPath() : null;
        } catch (InvalidPathException | NoSuchFileException unusable) {
            return null;
        }
    }

    private static boolean isEmptyFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.findAny().isEmpty();
        }
    }

    private static String digest(String owner) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(owner.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static <T> Mono<T> blocking(Callable<? extends @Nullable T> work) {
        return Mono.<T>fromCallable(work).subscribeOn(Schedulers.boundedElastic());
    }
}
