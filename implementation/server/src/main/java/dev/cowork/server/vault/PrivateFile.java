package dev.cowork.server.vault;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.Supplier;

/** A small text file that only its owner may read, made once and never rewritten. Blocks: not for the event loop. */
public final class PrivateFile {

    private static final int MOST_BYTES = 64 * 1024;

    private PrivateFile() {}

    /**
     * Reads the file, or makes it if it is not there. Of any number of threads and processes that do so at once, one makes it and all
     * read the same; nobody ever sees half of it.
     *
     * @param file the file
     * @param content what to write if it is not there; asked at most once
     * @return its text, without the white space around it; blank if somebody else has made it so
     * @throws IOException if it can neither be read nor made
     */
    public static String readOrCreate(Path file, Supplier<String> content) throws IOException {
        if (!Files.exists(file)) {
            create(file, content.get());
        }
        if (Files.size(file) > MOST_BYTES) {
            throw new IOException("The file is too large to be what it should be");
        }
        return Files.readString(file, StandardCharsets.UTF_8).strip();
    }

    private static void create(Path file, String content) throws IOException {
        Path folder = Files.createDirectories(folderOf(file));
        Path whole = Files.createTempFile(folder, file.getFileName() + ".", ".new", ownerOnly(folder));
        try {
            write(whole, content);
            publish(whole, file, content);
        } finally {
            Files.deleteIfExists(whole);
        }
        syncFolder(folder);
    }

    /** A hard link appears at once with its whole content, and fails where something is already. */
    private static void publish(Path whole, Path file, String content) throws IOException {
        try {
            Files.createLink(file, whole);
        } catch (FileAlreadyExistsException wonByAnother) {
            // theirs counts
        } catch (IOException | UnsupportedOperationException noLinksHere) {
            createInPlace(file, content);
        }
    }

    /** For file systems without hard links: still never over another one. */
    private static void createInPlace(Path file, String content) throws IOException {
        try {
            Files.createFile(file, ownerOnly(folderOf(file)));
        } catch (FileAlreadyExistsException wonByAnother) {
            return;
        }
        try {
            write(file, content);
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    private static void write(Path file, String content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    /** Makes the new name survive a power cut; some systems cannot open a folder, and need not. */
    private static void syncFolder(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException notOnThisSystem) {
            return;
        }
    }

    private static Path folderOf(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException("A folder's root is no file");
        }
        return folder;
    }

    private static FileAttribute<?>[] ownerOnly(Path folder) throws IOException {
        Set<String> views = folder.getFileSystem().supportedFileAttributeViews();
        return views.contains("posix") && Files.getFileStore(folder).supportsFileAttributeView("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
