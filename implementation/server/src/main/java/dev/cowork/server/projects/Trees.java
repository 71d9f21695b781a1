package dev.cowork.server.projects;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Deletes folders with all they hold. A link is deleted, never what it points to. */
final class Trees {

    private Trees() {}

    /**
     * @param root a file, a link or a folder; may be absent
     * @param stopped asked before each file and folder; once it says true nothing more is deleted
     * @return whether all is gone
     * @throws IOException if something could not be deleted; repeating it goes on from there
     */
    static boolean delete(Path root, BooleanSupplier stopped) throws IOException {
        if (Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            // without FOLLOW_LINKS a link, the root included, is visited as a file
            Files.walkFileTree(root, new Deleter(stopped));
        }
        return !Files.exists(root, LinkOption.NOFOLLOW_LINKS);
    }

    private static final class Deleter extends SimpleFileVisitor<Path> {

        private final BooleanSupplier stopped;

        private Deleter(BooleanSupplier stopped) {
            this.stopped = stopped;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            if (!Files.isWritable(folder)) {
                // package caches make their folders read-only; what fails here fails clearly below
                folder.toFile().setWritable(true);
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            if (stopped.getAsBoolean()) {
                return FileVisitResult.TERMINATE;
            }
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            if (failure instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw failure;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
            if (failure != null && !(failure instanceof NoSuchFileException)) {
                throw failure;
            }
            if (stopped.getAsBoolean()) {
                return FileVisitResult.TERMINATE;
            }
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
