package dev.cowork.contracttests.damage;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cowork.contracttests.Programs;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A disk of its own with little room. Only root may mount one: elsewhere the test is reported as skipped. */
final class SmallDisk implements AutoCloseable {

    private final Path root;

    private SmallDisk(Path root) {
        this.root = root;
    }

    /** Mounts a disk in memory. {@code options} as {@code mount} takes them, the size among them. */
    static SmallDisk mount(String options) {
        try {
            Path root = Files.createTempDirectory("cowork-disk-");
            boolean mounted = Programs.succeeds("mount", "-t", "tmpfs", "-o", options, "none", root.toString());
            if (!mounted) {
                Files.delete(root);
            }
            assumeTrue(mounted, "a disk can be mounted here");
            return new SmallDisk(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path root() {
        return root;
    }

    /** Mounts it again with other options. */
    void remount(String options) {
        if (!Programs.succeeds("mount", "-o", "remount," + options, root.toString())) {
            throw new IllegalStateException("The disk cannot be mounted again with " + options);
        }
    }

    /** Uses up what room is left. */
    Path fill() {
        Path filler = root.resolve("filler");
        try (OutputStream out = Files.newOutputStream(filler)) {
            byte[] page = new byte[4096];
            while (true) {
                out.write(page);
            }
        } catch (IOException full) {
            return filler;
        }
    }

    @Override
    public void close() {
        Programs.succeeds("umount", "-l", root.toString());
        try {
            Files.deleteIfExists(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
