package dev.cowork.r2dbc.sqlite;

import dev.cowork.r2dbc.sqlite.client.Counters;
import dev.cowork.r2dbc.sqlite.client.SqliteClient;
import io.r2dbc.spi.Closeable;
import io.r2dbc.spi.ConnectionFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.publisher.Mono;

/**
 * Opens one SQLite database and makes connections to it. A connection is a light handle: make one per piece of work and
 * put no pool before it. One factory per file and process.
 *
 * <p>The constructor opens files and waits for them, so call it at the start of the program and not on an event loop.
 * Nothing else here waits on the calling thread.
 */
public final class SqliteConnectionFactory implements ConnectionFactory, Closeable {

    private static final int KNOWN_TEXTS = 2000;

    private final SqliteConnectionConfiguration configuration;
    private final SqliteClient client;
    private final ConcurrentHashMap<String, List<Sql>> known = new ConcurrentHashMap<>();

    /**
     * Opens the database.
     *
     * @param configuration the configuration
     * @throws io.r2dbc.spi.R2dbcException if the file cannot be opened or is no database
     */
    public SqliteConnectionFactory(SqliteConnectionConfiguration configuration) {
        this.configuration = Assert.requireNonNull(configuration, "configuration must not be null");
        this.client = SqliteClient.open(configuration.clientSettings());
    }

    /**
     * Opens a file with all defaults.
     *
     * @param path path of the file
     * @return the factory
     */
    public static SqliteConnectionFactory file(String path) {
        return new SqliteConnectionFactory(SqliteConnectionConfiguration.file(path));
    }

    @Override
    public Mono<SqliteConnection> create() {
        return Mono.fromSupplier(() -> {
            if (client.isClosed()) {
                throw SqliteExceptionFactory.INSTANCE.closed();
            }
            return new SqliteConnection(this, client, configuration);
        });
    }

    /**
     * Refuses new work, lets queued work and open transactions end, breaks off what takes longer than the close time-out,
     * and closes the files.
     *
     * @return completes when everything is closed
     */
    @Override
    public Mono<Void> close() {
        return client.close();
    }

    /** {@return what the factory is doing and has done; cheap enough to be asked at any time} */
    public SqliteStatistics statistics() {
        Counters counters = client.counters();
        return new SqliteStatistics(
                client.queuedWrites(),
                client.queuedReads(),
                counters.openLeases(),
                counters.commits(),
                counters.groups(),
                counters.writes(),
                counters.syncedCommits(),
                counters.refusals(),
                counters.expiredLeases(),
                counters.redirects(),
                counters.largestGroup(),
                Duration.ofNanos(counters.leaseNanos()),
                Duration.ofNanos(counters.longestLeaseNanos()),
                counters.openExports(),
                counters.expiredExports());
    }

    @Override
    public SqliteConnectionFactoryMetadata getMetadata() {
        return SqliteConnectionFactoryMetadata.INSTANCE;
    }

    /** Scans a text, or remembers having done so. */
    List<Sql> scan(String text) {
        List<Sql> statements = known.get(text);
        if (statements == null) {
            statements = SqlScanner.scan(text);
            if (known.size() >= KNOWN_TEXTS) {
                // texts made at run time have filled it; those that matter come back at once
                known.clear();
            }
            known.put(text, statements);
        }
        return statements;
    }

    @Override
    public String toString() {
        return "SqliteConnectionFactory[" + configuration + "]";
    }
}
