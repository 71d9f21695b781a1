package dev.cowork.server.files;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the files below a folder of a project, in the order of their names, without following links and without what belongs to
 * others: version control, installed packages, the server's own places. Ends early when there is too much or it takes too long.
 */
final class ProjectWalk {

    private static final Set<String> SKIPPED =
            Set.of(".git", ".hg", ".svn", "node_modules", "__pycache__", ".venv", ".gradle");
    private static final int MOST_ENTRIES = 100_000;
    private static final int DEEPEST = 64;

    private final Path root;
    private final ProjectPaths paths;
    private final long deadline;
    private int entries;
    private @Nullable String endedEarly;

    ProjectWalk(Path root, ProjectPaths paths, Duration most) {
        this.root = root;
        this.paths = paths;
        this.deadline = System.nanoTime() + most.toNanos();
    }

    /** Takes one file; returns whether to go on. */
    interface Visitor {
        boolean file(SafeFolder folder, ProjectPath path, BasicFileAttributes attributes) throws IOException;
    }

    /** Why not everything was seen, or null when it was. */
    @Nullable
    String endedEarly() {
        return endedEarly;
    }

    /** Whether the time is over or nobody waits any more. */
    boolean overdue() {
        if (endedEarly == null
                && (System.nanoTime() > deadline || Thread.currentThread().isInterrupted())) {
            endedEarly = "it took too long";
        }
        return endedEarly != null;
    }

    boolean visit(ProjectPath start, Visitor visitor) throws IOException {
        try (SafeFolder folder = SafeFolder.open(root, start.segments())) {
            return visit(folder, start, visitor);
        }
    }

    private boolean visit(SafeFolder folder, ProjectPath path, Visitor visitor) throws IOException {
        List<String> folders = new ArrayList<>();
        for (String name : folder.names(MOST_ENTRIES).stream().sorted().toList()) {
            if (++entries > MOST_ENTRIES) {
                endedEarly = "there are more than " + MOST_ENTRIES + " files";
            }
            if (overdue()) {
                return false;
            }
            BasicFileAttributes attributes = folder.attributes(name);
            if (attributes != null && attributes.isDirectory() && !SKIPPED.contains(name)) {
                folders.add(name);
            } else if (attributes != null && attributes.isRegularFile()) {
                if (!visitor.file(folder, below(path, name), attributes)) {
                    return false;
                }
            }
        }
        return path.segments().size() >= DEEPEST || down(path, folders, visitor);
    }

    private boolean down(ProjectPath path, List<String> folders, Visitor visitor) throws IOException {
        for (String name : folders) {
            ProjectPath below = below(path, name);
            if (!paths.closed(root, below) && !inside(below, visitor)) {
                return false;
            }
        }
        return true;
    }

    /** A folder that went away or may not be read is passed over. */
    private boolean inside(ProjectPath path, Visitor visitor) throws IOException {
        SafeFolder folder;
        try {
            folder = SafeFolder.open(root, path.segments());
        } catch (NoSuchFileException | NotDirectoryException | java.nio.file.AccessDeniedException notThere) {
            return true;
        } catch (java.nio.file.FileSystemException aLink) {
            return true;
        }
        try (folder) {
            return visit(folder, path, visitor);
        }
    }

    private static ProjectPath below(ProjectPath path, String name) {
        List<String> segments = new ArrayList<>(path.segments());
        segments.add(name);
        return new ProjectPath(segments);
    }
}
