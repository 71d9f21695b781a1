package dev.cowork.server.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes a file of a project in one step: readers see the old content or the new, never a part, and a crash leaves one of the two.
 */
final class AtomicWrite {

    private AtomicWrite() {}

    /**
     * @param root the project's folder
     * @param asked the path as it was asked for, to be named in an answer
     * @param real where that really is
     */
    static void to(Path root, ProjectPath asked, ProjectPath real, byte[] content) throws IOException {
        if (real.segments().isEmpty()) {
            throw ProjectPath.refused(asked + " is a folder");
        }
        String name = real.segments().getLast();
        List<String> parents = real.segments().subList(0, real.segments().size() - 1);
        makeFolders(root, parents);
        try (SafeFolder folder = SafeFolder.open(root, parents)) {
            BasicFileAttributes before = folder.attributes(name);
            if (before != null && !before.isRegularFile()) {
                throw ProjectPath.refused(asked + " is no file");
            }
            String temporary = ".write-" + UUID.randomUUID() + ".tmp";
            try {
                write(folder, temporary, content);
                if (before != null) {
                    folder.copyPermissions(name, temporary);
                }
                folder.replace(temporary, name);
            } catch (IOException | RuntimeException failed) {
                deleteQuietly(folder, temporary, failed);
                throw failed;
            }
        }
    }

    /** One level at a time, so that a link put in between makes at most an empty folder elsewhere, and nothing is written there. */
    private static void makeFolders(Path root, List<String> segments) throws IOException {
        Path folder = root.toRealPath();
        for (String segment : segments) {
            folder = folder.resolve(segment);
            try {
                Files.createDirectory(folder);
            } catch (FileAlreadyExistsException there) {
                // what it is shows when it is opened
            }
        }
    }

    private static void write(SafeFolder folder, String name, byte[] content) throws IOException {
        try (SeekableByteChannel channel =
                folder.channel(name, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            if (channel instanceof FileChannel file) {
                file.force(true);
            }
        }
    }

    private static void deleteQuietly(SafeFolder folder, String name, @Nullable Exception reason) {
        try {
            folder.delete(name);
        } catch (IOException leftBehind) {
            if (reason != null) {
                reason.addSuppressed(leftBehind);
            }
        }
    }
}
