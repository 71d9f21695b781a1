package dev.cowork.server.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Finds the real places of project paths: links are followed as long as they stay inside. All methods block.
 *
 * <p>The result has no links in it at the time of asking. Opening it must not follow links either ({@link SafeFolder} does that), else a
 * link put there in between would lead out.
 */
@Component
final class ProjectPaths {

    private final OwnPlaces own;

    ProjectPaths(OwnPlaces own) {
        this.own = own;
    }

    /**
     * @param folder the project's folder
     * @param path a path in it
     * @return where the existing file or folder really is, relative to the real folder
     * @throws NoSuchFileException when it is not there, or a link on the way leads nowhere
     * @throws dev.cowork.server.platform.problems.Problem 400 {@code bad_path} when it is outside, or is the server's own
     * @throws IOException when the file system fails
     */
    ProjectPath existing(Path folder, ProjectPath path) throws IOException {
        Path root = folder.toRealPath();
        return inside(root, resolve(root, path, path.segments().size()).toRealPath());
    }

    /**
     * @param folder the project's folder
     * @param path a path in it, of a file that need not exist, nor the folders above it
     * @return where it would really be, relative to the real folder
     * @throws dev.cowork.server.platform.problems.Problem 400 {@code bad_path} when it is outside, a link that leads nowhere, the
     *     server's own, or in {@code .anton} and not a file of an artifact
     * @throws IOException when the file system fails
     */
    ProjectPath writable(Path folder, ProjectPath path) throws IOException {
        Path root = folder.toRealPath();
        int known = path.segments().size();
        while (known > 0 && !Files.exists(resolve(root, path, known), LinkOption.NOFOLLOW_LINKS)) {
            known--;
        }
        List<String> segments = new ArrayList<>();
        try {
            segments.addAll(
                    inside(root, resolve(root, path, known).toRealPath()).segments());
        } catch (NoSuchFileException dangling) {
            throw ProjectPath.refused("A link in the path leads nowhere");
        }
        segments.addAll(path.segments().subList(known, path.segments().size()));
        ProjectPath real = new ProjectPath(segments);
        judge(root, resolve(root, real, segments.size()));
        if (real.internal() && !real.artifactFile()) {
            throw ProjectPath.refused("The folder .anton belongs to the server");
        }
        return real;
    }

    /**
     * @param folder the project's folder
     * @param real the real place of a file or folder in it, relative to the real folder
     * @return whether tools may not look there: it is the server's own, or may hold its keys
     * @throws IOException when the file system fails
     */
    boolean closed(Path folder, ProjectPath real) throws IOException {
        Path root = folder.toRealPath();
        return real.secret()
                || own.hold(root, resolve(root, real, real.segments().size()));
    }

    private void judge(Path root, Path real) throws IOException {
        if (own.hold(root, real)) {
            throw ProjectPath.refused("This place belongs to the server");
        }
    }

    private static Path resolve(Path root, ProjectPath path, int depth) {
        Path there = root;
        for (String segment : path.segments().subList(0, depth)) {
            there = there.resolve(segment);
        }
        return there;
    }

    private ProjectPath inside(Path root, Path real) throws IOException {
        if (!real.startsWith(root)) {
            throw ProjectPath.refused("The path leads out of the project's folder");
        }
        judge(root, real);
        List<String> segments = new ArrayList<>();
        root.relativize(real).forEach(name -> segments.add(name.toString()));
        segments.removeIf(String::isEmpty);
        ProjectPath path = new ProjectPath(segments);
        if (path.secret()) {
            throw ProjectPath.refused("This file may hold keys or passwords");
        }
        return path;
    }
}
