package dev.cowork.server.files;

import dev.cowork.server.agent.ToolResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One search: looks at the files of a walk and gathers what it found. */
final class FileSearch implements ProjectWalk.Visitor {

    static final int MOST_LINES = 200;

    private static final int MOST_LINES_OF_FILE = 50;
    private static final long LARGEST = 32L << 20;
    private static final int SHOWN = 300;
    private static final int SHOWN_BEFORE = 100;
    private static final int SNIFFED = 8 << 10;
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private final Path root;
    private final ProjectPaths paths;
    private final Predicate<ProjectPath> allowed;
    private final ProjectWalk walk;
    private final int depth;
    private final @Nullable Glob names;
    private final @Nullable LinePattern lines;
    private final StringBuilder out = new StringBuilder();
    private int found;
    private int files;
    private int tooLarge;
    private int notAllowed;
    private @Nullable String note;

    /**
     * @param allowed whether the rules let the call look into a file
     * @param depth how many names of each path are those of the folder that is searched
     */
    FileSearch(
            Path root,
            ProjectPaths paths,
            Predicate<ProjectPath> allowed,
            ProjectWalk walk,
            int depth,
            @Nullable Glob names,
            @Nullable LinePattern lines) {
        this.root = root;
        this.paths = paths;
        this.allowed = allowed;
        this.walk = walk;
        this.depth = depth;
        this.names = names;
        this.lines = lines;
    }

    @Override
    public boolean file(SafeFolder folder, ProjectPath path, BasicFileAttributes attributes) throws IOException {
        if (names != null && !names.matches(path, depth) || paths.closed(root, path)) {
            return true;
        }
        if (!allowed.test(path)) {
            notAllowed++;
            return true;
        }
        if (lines == null) {
            files++;
            return found(shown(path.toString()));
        }
        if (attributes.size() > LARGEST) {
            tooLarge++;
            return true;
        }
        try (InputStream in =
                Channels.newInputStream(folder.channel(path.segments().getLast(), StandardOpenOption.READ))) {
            return text(in) ? look(folder, path, lines) : true;
        } catch (FileSystemException unreadable) {
            return true;
        }
    }

    private static boolean text(InputStream in) throws IOException {
        for (byte b : in.readNBytes(SNIFFED)) {
            if (b == 0) {
                return false;
            }
        }
        return true;
    }

    private boolean look(SafeFolder folder, ProjectPath path, LinePattern wanted) throws IOException {
        int here = 0;
        try (InputStream in =
                Channels.newInputStream(folder.channel(path.segments().getLast(), StandardOpenOption.READ))) {
            LineReader reader = new LineReader(in);
            for (CharSequence line = reader.next(); line != null; line = reader.next()) {
                if (walk.overdue()) {
                    return false;
                }
                int at = find(wanted, line, path, reader.line());
                if (at == Integer.MIN_VALUE) {
                    return false;
                }
                if (at >= 0) {
                    files += here == 0 ? 1 : 0;
                    if (++here > MOST_LINES_OF_FILE) {
                        out.append(shown(path.toString())).append(": [more lines of this file are not shown]\n");
                        return true;
                    }
                    if (!found(shown(path.toString()) + ":" + reader.line() + ": " + part(line, at))) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private int find(LinePattern wanted, CharSequence line, ProjectPath path, int number) {
        try {
            return wanted.find(line);
        } catch (LinePattern.TooSlow endless) {
            note = "the expression takes too long on line " + number + " of " + path + "; write a simpler one";
            return Integer.MIN_VALUE;
        }
    }

    private boolean found(String line) {
        out.append(line).append('\n');
        if (++found >= MOST_LINES) {
            note = "there may be more; narrow the search";
            return false;
        }
        return true;
    }

    private static String part(CharSequence line, int at) {
        int from = Math.max(0, Math.min(at - SHOWN_BEFORE, line.length() - SHOWN));
        int to = Math.min(line.length(), from + SHOWN);
        return (from > 0 ? "..." : "")
                + shown(line.subSequence(from, to).toString())
                + (to < line.length() ? "..." : "");
    }

    private static String shown(String text) {
        return CONTROL.matcher(text).replaceAll(" ");
    }

    ToolResult result() {
        String early = note == null ? walk.endedEarly() : note;
        String end = (early == null ? "" : "[Not everything was searched: " + early + "]\n")
                + (tooLarge == 0 ? "" : "[" + tooLarge + " files are larger than 32 MB and were not searched]\n")
                + (notAllowed == 0
                        ? ""
                        : "[" + count(notAllowed, "file") + " left out: the rules of the person do not allow it]\n");
        String count = lines == null ? count(files, "file") : count(found, "line") + " in " + count(files, "file");
        return ToolResult.done((found == 0 ? "Nothing was found.\n" : out.toString()) + end, "Found " + count);
    }

    private static String count(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}
