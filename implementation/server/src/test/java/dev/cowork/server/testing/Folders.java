package dev.cowork.server.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Temporary folders. */
public final class Folders {

    /** How long somebody else may go on writing. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Duration PAUSE = Duration.ofMillis(10);

    private Folders() {}

    /**
     * Removes a folder with everything in it, also while somebody else still removes or writes there; nothing happens when it is not there.
     * Of a link only the link goes.
     *
     * @throws AssertionError when it fills again and again
     */
    public static void delete(Path folder) {
        long limit = System.nanoTime() + PATIENCE.toNanos();
        for (Path filled = emptied(folder); filled != null; filled = emptied(folder)) {
            if (System.nanoTime() > limit) {
                throw new AssertionError("Somebody still writes after " + PATIENCE + " to " + filled);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /** Goes through it once; gives what was filled meanwhile, null when all is gone. */
    private static @Nullable Path emptied(Path folder) {
        try {
            Files.walkFileTree(folder, new Deleter());
            return null;
        } catch (DirectoryNotEmptyException filled) {
            return Path.of(filled.getFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Deleter extends SimpleFileVisitor<Path> {

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            return unlessGone(failure);
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
            if (failure != null) {
                unlessGone(failure);
            }
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
        }

        private static FileVisitResult unlessGone(IOException failure) throws IOException {
            if (failure instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw failure;
        }
    }
}
