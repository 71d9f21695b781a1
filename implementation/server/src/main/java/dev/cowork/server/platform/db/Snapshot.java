package dev.cowork.server.platform.db;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A copy of the database beside it, made before a migration changes it. The three newest are kept. */
final class Snapshot {

    private static final int KEPT = 3;
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);

    private final Clock clock;

    Snapshot(Clock clock) {
        this.clock = clock;
    }

    /** Copies what is committed; the copy appears under its name only when it is whole. */
    Path take(Connection open, Path file, int nextVersion) throws SQLException, IOException {
        String prefix = file.getFileName() + ".before-v";
        Path copy = file.resolveSibling(prefix + nextVersion + "-" + STAMP.format(clock.instant()) + ".backup");
        Path unfinished = file.resolveSibling(file.getFileName() + ".backup.tmp");
        Files.deleteIfExists(unfinished);
        try (PreparedStatement vacuum = open.prepareStatement("vacuum into ?")) {
            vacuum.setString(1, unfinished.toString());
            vacuum.execute();
        }
        Permissions.ownerOnly(unfinished);
        Files.move(unfinished, copy, StandardCopyOption.ATOMIC_MOVE);
        prune(file, prefix);
        return copy;
    }

    private static void prune(Path file, String prefix) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            return;
        }
        List<Path> copies;
        try (Stream<Path> siblings = Files.list(folder)) {
            copies = siblings.filter(path -> {
                        String name = path.getFileName().toString();
                        return name.startsWith(prefix) && name.endsWith(".backup");
                    })
                    .sorted(Comparator.comparing(Snapshot::stamp).reversed())
                    .toList();
        }
        for (Path old : copies.subList(Math.min(KEPT, copies.size()), copies.size())) {
            Files.deleteIfExists(old);
        }
    }

    private static String stamp(Path copy) {
        String name = copy.getFileName().toString();
        return name.substring(name.lastIndexOf('-') + 1);
    }
}
