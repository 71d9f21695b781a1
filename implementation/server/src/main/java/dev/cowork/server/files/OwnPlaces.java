package dev.cowork.server.files;

import dev.cowork.server.platform.paths.ServerPaths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * What belongs to the server itself and is no tool's business, wherever a project lies: keys, database, credentials, uploads, logs, and
 * the projects of other owners. All methods block.
 */
@Component
final class OwnPlaces {

    private final ServerPaths paths;

    OwnPlaces(ServerPaths paths) {
        this.paths = paths;
    }

    /**
     * @param root the real folder of the project that asks
     * @param real a place without links in it; it need not exist
     * @return whether it is the server's own; not so for projects in the projects' folder, nor for the project itself
     * @throws IOException when the file system fails
     */
    boolean hold(Path root, Path real) throws IOException {
        for (Path secret : secrets()) {
            if (same(secret, real)) {
                return true;
            }
        }
        // of folders in each other the innermost one decides: a project may lie in the home as well as around it
        int closed = depth(closed(), real);
        return closed >= 0 && closed >= depth(Stream.of(paths.projects(), root), real);
    }

    private Stream<Path> closed() {
        return Stream.of(
                paths.home(),
                paths.vault(),
                paths.files(),
                paths.logs(),
                paths.projects().resolve(".owners"));
    }

    private List<Path> secrets() {
        Path database = paths.database();
        return Stream.concat(
                        Stream.of(paths.masterKey(), paths.home().resolve(".env"), database),
                        Stream.of("-wal", "-shm", "-journal")
                                .map(end -> database.resolveSibling(database.getFileName() + end)))
                .map(OwnPlaces::real)
                .toList();
    }

    /** Also by a second name (a hard link), and for a file that is yet to be, in other letters. */
    private static boolean same(Path secret, Path real) throws IOException {
        return secret.toString().toLowerCase(Locale.ROOT).equals(real.toString().toLowerCase(Locale.ROOT))
                || Files.exists(secret) && Files.exists(real) && Files.isSameFile(secret, real);
    }

    /** How deep the innermost of the folders lies that hold the place; -1 when none does. */
    private static int depth(Stream<Path> folders, Path place) {
        return folders.map(OwnPlaces::real)
                .filter(place::startsWith)
                .mapToInt(Path::getNameCount)
                .max()
                .orElse(-1);
    }

    /** The place without links, as far as it exists. */
    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException absent) {
            Path parent = path.getParent();
            return parent == null || path.getFileName() == null
                    ? path
                    : real(parent).resolve(path.getFileName());
        }
    }
}
