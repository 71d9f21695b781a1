package dev.cowork.server.files;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A folder of a project held open, so that what is done in it is done in it: every name on the way was opened without following links, and
 * nothing that is put in its place afterwards changes where the folder is. Where the system cannot do that (Windows), paths are used, and
 * checked again each time.
 */
final class SafeFolder implements AutoCloseable {

    private final Path path;
    private final DirectoryStream<Path> stream;
    private final @Nullable SecureDirectoryStream<Path> secure;

    private SafeFolder(Path path, DirectoryStream<Path> stream) {
        this.path = path;
        this.stream = stream;
        this.secure = stream instanceof SecureDirectoryStream<Path> held ? held : null;
    }

    /**
     * @param root the project's folder
     * @param segments names of folders from there down, none of them a link
     */
    static SafeFolder open(Path root, List<String> segments) throws IOException {
        Path real = root.toRealPath();
        SafeFolder folder = new SafeFolder(real, Files.newDirectoryStream(real));
        for (String segment : segments) {
            try (SafeFolder parent = folder) {
                folder = parent.down(segment);
            }
        }
        return folder;
    }

    private SafeFolder down(String name) throws IOException {
        Path child = path.resolve(name);
        if (secure != null) {
            return new SafeFolder(child, secure.newDirectoryStream(Path.of(name), LinkOption.NOFOLLOW_LINKS));
        }
        if (!Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
            throw new NoSuchFileException(name);
        }
        return new SafeFolder(child, Files.newDirectoryStream(child));
    }

    /** Attributes of an entry, not of what it links to; null when it is not there. */
    @Nullable
    BasicFileAttributes attributes(String name) throws IOException {
        try {
            BasicFileAttributeView view = secure != null
                    ? secure.getFileAttributeView(
                            Path.of(name), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    : Files.getFileAttributeView(
                            path.resolve(name), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
            return view.readAttributes();
        } catch (NoSuchFileException gone) {
            return null;
        }
    }

    SeekableByteChannel channel(String name, OpenOption... options) throws IOException {
        Set<OpenOption> all = new HashSet<>(Set.of(options));
        all.add(LinkOption.NOFOLLOW_LINKS);
        FileAttribute<?>[] none = {};
        return secure != null
                ? secure.newByteChannel(Path.of(name), all, none)
                : Files.newByteChannel(path.resolve(name), all, none);
    }

    /** Puts a file of this folder in the place of another, in one step. */
    void replace(String from, String to) throws IOException {
        if (secure != null) {
            secure.move(Path.of(from), secure, Path.of(to));
        } else {
            Files.move(path.resolve(from), path.resolve(to), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    void delete(String name) throws IOException {
        if (secure != null) {
            secure.deleteFile(Path.of(name));
        } else {
            Files.deleteIfExists(path.resolve(name));
        }
    }

    /** Gives a file the permissions of another, on systems that have them. */
    void copyPermissions(String from, String to) throws IOException {
        PosixFileAttributeView source = permissions(from);
        PosixFileAttributeView target = permissions(to);
        if (source != null && target != null) {
            Set<PosixFilePermission> permissions =
                    EnumSet.copyOf(source.readAttributes().permissions());
            permissions.add(PosixFilePermission.OWNER_READ);
            target.setPermissions(permissions);
        }
    }

    private @Nullable PosixFileAttributeView permissions(String name) {
        return secure != null
                ? secure.getFileAttributeView(Path.of(name), PosixFileAttributeView.class)
                : Files.getFileAttributeView(
                        path.resolve(name), PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }

    /** The names in it, in no order, at most {@code most}. */
    List<String> names(int most) {
        List<String> names = new ArrayList<>();
        Iterator<Path> entries = stream.iterator();
        while (names.size() < most && entries.hasNext()) {
            names.add(entries.next().getFileName().toString());
        }
        return names;
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
