package dev.cowork.server.platform.db;

import dev.cowork.server.platform.problems.StartRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The database file before anything uses it: which one it is, and that its schema is the one this server knows.
 *
 * <p>Plain JDBC, once, at start. A file that another program made is never opened, let alone written.
 */
public final class DatabaseFile {

    private static final Logger log = LoggerFactory.getLogger(DatabaseFile.class);

    private final Schema schema;
    private final Snapshot snapshot;

    /** Files of the schema this server knows. */
    public DatabaseFile() {
        this(Schema.CURRENT, Clock.systemUTC());
    }

    DatabaseFile(Schema schema, Clock clock) {
        this.schema = schema;
        this.snapshot = new Snapshot(clock);
    }

    /**
     * Chooses the file without changing anything: the wanted one, unless another program's database is there; then {@code NAME-jvm.db}
     * beside it.
     *
     * @param wanted the file that was asked for
     * @return the file to use
     * @throws StartRefused if neither can be used
     */
    public static Path choose(Path wanted) {
        if (judge(wanted).writable()) {
            return wanted;
        }
        Path beside = beside(wanted);
        if (judge(beside).writable()) {
            return beside;
        }
        throw new StartRefused("Neither " + wanted + " nor " + beside
                + " is a database of this server: move one of them away or set DATABASE_URI to another file.");
    }

    private static Path beside(Path wanted) {
        String name = wanted.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return wanted.resolveSibling(
                dot > 0 ? name.substring(0, dot) + "-jvm" + name.substring(dot) : name + "-jvm.db");
    }

    private static Header judge(Path file) {
        try {
            Header header = Header.read(file);
            if (header.kind() == Header.Kind.OTHER) {
                throw new StartRefused(
                        file
                                + " is damaged or is not a SQLite database: restore a copy of it, move it away or set DATABASE_URI to another file.");
            }
            return header;
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /**
     * Makes the file if it is missing and brings its schema up to date. An existing file is copied before it changes. Being killed at any
     * moment is safe: the next start goes on from there.
     *
     * @param file a file that {@link #choose} has returned; its folder exists
     * @throws StartRefused if the file is damaged, newer than this server, or cannot be written
     */
    public void prepare(Path file) {
        try {
            if (!isCurrent(file)) {
                if (!schema.migrate(file)) {
                    throw newer(file, Optional.empty());
                }
                try (Connection open = open(file)) {
                    execute(open, "pragma user_version = " + schema.newest());
                }
            }
        } catch (SQLException | IOException e) {
            throw refusal(file, e);
        } catch (RuntimeException e) {
            // what fails inside a migration comes wrapped more than once
            for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
                if (cause instanceof SQLException sql) {
                    throw refusal(file, sql);
                }
            }
            throw e;
        }
    }

    /** Looks at the version. If it is not the newest the file is left unversioned, so that whoever comes next asks Flyway. */
    private boolean isCurrent(Path file) throws SQLException, IOException {
        boolean empty = Files.notExists(file) || Files.size(file) == 0;
        try (Connection open = open(file)) {
            if (empty) {
                // in rollback mode, so that the mark is in the file itself before a write-ahead log exists
                execute(open, "pragma application_id = " + Header.OURS);
                Permissions.ownerOnly(file);
                return false;
            }
            int version = number(open, "pragma user_version");
            int tables = number(open, "select count(*) from sqlite_schema");
            if (version > schema.newest()) {
                throw newer(file, Optional.of(version));
            }
            if (version == schema.newest()) {
                return true;
            }
            if (tables > 0) {
                check(open, file);
                // each before its work: both take as long as the file is large
                log.info("Copying the database before it changes: {}", file);
                Path copy = snapshot.take(open, file, schema.newest());
                log.info("Bringing the database to schema {}; as it was it stays in {}", schema.newest(), copy);
            }
            execute(open, "pragma user_version = 0");
            return false;
        }
    }

    private static void check(Connection open, Path file) throws SQLException {
        try (Statement statement = open.createStatement();
                ResultSet rows = statement.executeQuery("pragma quick_check(1)")) {
            if (!rows.next() || !"ok".equals(rows.getString(1))) {
                throw damaged(file, null);
            }
        }
    }

    private static Connection open(Path file) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        execute(connection, "pragma busy_timeout = 2000");
        return connection;
    }

    private static void execute(Connection open, String sql) throws SQLException {
        try (Statement statement = open.createStatement()) {
            statement.execute(sql);
        }
    }

    private static int number(Connection open, String sql) throws SQLException {
        try (Statement statement = open.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getInt(1) : 0;
        }
    }

    private StartRefused newer(Path file, Optional<Integer> version) {
        String found = version.map(number -> " (schema " + number + ", this one knows " + schema.newest() + ")")
                .orElse("");
        return new StartRefused("The database " + file + " was written by a newer server" + found
                + ": update this server, or put back a copy from before.");
    }

    private static StartRefused refusal(Path file, Exception e) {
        if (e instanceof SQLiteException sqlite) {
            SQLiteErrorCode code = sqlite.getResultCode();
            return switch (SQLiteErrorCode.getErrorCode(code.code & 0xFF)) {
                case SQLITE_CORRUPT, SQLITE_NOTADB -> damaged(file, e);
                case SQLITE_BUSY, SQLITE_LOCKED ->
                    new StartRefused(
                            "The database " + file + " is being written by another program: close it and start again.",
                            e);
                case SQLITE_FULL ->
                    new StartRefused("The disk is full: the database " + file + " cannot be prepared.", e);
                default -> unreadable(file, e);
            };
        }
        return unreadable(file, e);
    }

    private static StartRefused damaged(Path file, @org.jspecify.annotations.Nullable Exception cause) {
        return new StartRefused(
                "The database " + file + " is damaged: put back a copy of it, or move it away to begin anew.", cause);
    }

    private static StartRefused unreadable(Path file, Exception cause) {
        return new StartRefused(
                "The database " + file
                        + " cannot be opened for reading and writing: check that its folder exists and belongs to you.",
                cause);
    }
}
