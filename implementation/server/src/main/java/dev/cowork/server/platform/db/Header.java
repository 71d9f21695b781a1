package dev.cowork.server.platform.db;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The first hundred bytes of a database file, read without opening it: opening another program's file would already write beside it.
 *
 * @param kind what the file is
 * @param applicationId the mark of the program it belongs to, 0 if none
 */
record Header(Kind kind, int applicationId) {

    /** The mark of this server's files: "COWK". */
    static final int OURS = 0x434F574B;

    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
    private static final int LENGTH = 100;
    private static final int APPLICATION_ID = 68;

    enum Kind {
        ABSENT,
        EMPTY,
        SQLITE,
        OTHER
    }

    /** What stands in a file that may be missing. */
    static Header read(Path file) throws IOException {
        if (Files.notExists(file)) {
            return new Header(Kind.ABSENT, 0);
        }
        byte[] head;
        try (InputStream in = Files.newInputStream(file)) {
            head = in.readNBytes(LENGTH);
        }
        if (head.length == 0) {
            return new Header(Kind.EMPTY, 0);
        }
        if (head.length < LENGTH || !Arrays.equals(head, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            return new Header(Kind.OTHER, 0);
        }
        return new Header(Kind.SQLITE, ByteBuffer.wrap(head).getInt(APPLICATION_ID));
    }

    /** Whether this server may write to the file. An empty file holds nothing that could be lost. */
    boolean writable() {
        return kind == Kind.ABSENT || kind == Kind.EMPTY || (kind == Kind.SQLITE && applicationId == OURS);
    }
}
