package dev.cowork.server.testing;

import dev.cowork.r2dbc.sqlite.SqliteConnectionConfiguration;
import dev.cowork.r2dbc.sqlite.SqliteConnectionFactory;
import dev.cowork.server.platform.db.DatabaseFile;
import dev.cowork.server.platform.db.Tx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;

/** A database of its own for one test: a copy of a file that is migrated once per process. */
public final class TestDatabase implements AutoCloseable {

    private final Path folder;
    private final SqliteConnectionFactory factory;
    private final DatabaseClient client;
    private final Tx tx;

    private TestDatabase(Path folder) {
        this.folder = folder;
        this.factory = new SqliteConnectionFactory(SqliteConnectionConfiguration.builder()
                .database(folder.resolve("cowork.db").toString())
                .closeTimeout(Duration.ofSeconds(2))
                .build());
        // names are bound as in the running server: by the driver
        this.client = DatabaseClient.builder()
                .connectionFactory(factory)
                .namedParameters(false)
                .build();
        this.tx = new Tx(TransactionalOperator.create(new R2dbcTransactionManager(factory)));
    }

    /** A new empty database with the newest schema. */
    public static TestDatabase open() {
        try {
            Path folder = Files.createTempDirectory("cowork-db");
            copyTo(folder.resolve("cowork.db"));
            return new TestDatabase(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts a migrated database at a path. */
    public static void copyTo(Path file) throws IOException {
        Files.copy(Template.FILE, file);
    }

    /** Where connections come from. */
    public SqliteConnectionFactory connectionFactory() {
        return factory;
    }

    /** SQL on it. */
    public DatabaseClient client() {
        return client;
    }

    /** Transactions on it. */
    public Tx tx() {
        return tx;
    }

    /** The folder of the file, free for more. */
    public Path folder() {
        return folder;
    }

    @Override
    public void close() {
        factory.close().block(Duration.ofSeconds(20));
        Folders.delete(folder);
    }

    private static final class Template {

        static final Path FILE = make();

        private static Path make() {
            try {
                Path file = Files.createTempDirectory("cowork-template").resolve("cowork.db");
                new DatabaseFile().prepare(file);
                file.toFile().deleteOnExit();
                return file;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
