package dev.cowork.server.files;

import dev.cowork.server.platform.problems.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A text file as a whole, as it was at one time.
 *
 * @param real where it really is
 * @param text all of it
 * @param size its bytes
 * @param modified when it was changed last
 */
record WholeFile(ProjectPath real, String text, long size, FileTime modified) {

    static final int MOST_BYTES = 2 << 20;

    /**
     * @param asked the path as it was asked for, to be named in an answer
     * @param real where that really is
     * @throws Problem when it is no text file of at most 2 MB
     */
    static WholeFile read(Path root, ProjectPath asked, ProjectPath real) throws IOException {
        if (real.segments().isEmpty()) {
            throw ProjectPath.refused(asked + " is a folder");
        }
        String name = real.segments().getLast();
        try (SafeFolder folder = SafeFolder.open(root, parents(real))) {
            BasicFileAttributes attributes = folder.attributes(name);
            if (attributes == null || !attributes.isRegularFile()) {
                throw ProjectPath.refused(
                        asked + (attributes != null && attributes.isDirectory() ? " is a folder" : " is no file"));
            }
            if (attributes.size() > MOST_BYTES) {
                throw ProjectPath.refused(asked + " is larger than 2 MB");
            }
            try (InputStream in = Channels.newInputStream(folder.channel(name, StandardOpenOption.READ))) {
                byte[] bytes = in.readNBytes(MOST_BYTES + 1);
                return new WholeFile(real, text(asked, bytes), bytes.length, attributes.lastModifiedTime());
            }
        }
    }

    /** Whether it is not any more as it was read. */
    boolean changed(Path root) throws IOException {
        try (SafeFolder folder = SafeFolder.open(root, parents(real))) {
            @Nullable
            BasicFileAttributes now = folder.attributes(real.segments().getLast());
            return now == null || now.size() != size || !now.lastModifiedTime().equals(modified);
        }
    }

    private static List<String> parents(ProjectPath real) {
        return real.segments().subList(0, real.segments().size() - 1);
    }

    /** Strictly: what cannot be read exactly could not be written back as it was. */
    private static String text(ProjectPath asked, byte[] bytes) {
        for (byte b : bytes) {
            if (b == 0) {
                throw ProjectPath.refused(asked + " is not a text file");
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException other) {
            throw ProjectPath.refused(asked + " is not written in UTF-8, so it cannot be edited here");
        }
    }
}
