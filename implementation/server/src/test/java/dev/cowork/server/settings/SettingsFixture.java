package dev.cowork.server.settings;

import dev.cowork.r2dbc.sqlite.SqliteConnectionFactory;
import dev.cowork.server.platform.db.Tx;
import dev.cowork.server.testing.TestDatabase;
import dev.cowork.server.vault.Vault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** The real service on a real database in a home of its own. */
final class SettingsFixture implements AutoCloseable {

    private final Path home;
    private final Map<String, String> environment;
    private final SqliteConnectionFactory database;
    private final DatabaseClient client;
    private final SettingsService service;
    private SettingStore store;

    SettingsFixture(Path home, Map<String, String> environment) {
        this.home = home;
        this.environment = environment;
        Path file = home.resolve("cowork.db");
        try {
            Files.createDirectories(home);
            if (!Files.exists(file)) {
                TestDatabase.copyTo(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        database = SqliteConnectionFactory.file(file.toString());
        client = DatabaseClient.create(database);
        Rules rules = new Rules();
        store = store(rules);
        service = new SettingsService(rules.definitions, rules.input, store);
    }

    SettingsService service() {
        return service;
    }

    /** A service that remembers nothing. */
    SettingsService reopenedService() {
        Rules rules = new Rules();
        store = store(rules);
        return new SettingsService(rules.definitions, rules.input, store);
    }

    /** The settings of the service as variables, over a file that says this. */
    RawSettings raw(Map<String, String> file) {
        Rules rules = new Rules();
        return new RawSettings(
                rules.definitions, rules.input, new SettingEnvironment(environment, file, Map.of()), store);
    }

    private SettingStore store(Rules rules) {
        return new SettingStore(
                new SettingRepository(client),
                rules.definitions,
                rules.resolver(environment),
                new Vault(home.resolve(".master_key"), null),
                new Tx(TransactionalOperator.create(new R2dbcTransactionManager(database))),
                Clock.systemUTC());
    }

    void execute(String sql) {
        client.sql(sql).then().block();
    }

    long rowsInDatabase() {
        return rows("select count(*) from setting");
    }

    long rows(String count) {
        return Objects.requireNonNull(client.sql(count)
                .map(row -> Objects.requireNonNull(row.get(0, Long.class)))
                .one()
                .block());
    }

    Optional<String> stored(String owner, String key) {
        return client.sql("select value from setting where owner = :owner and key = :key")
                .bind("owner", owner)
                .bind("key", key)
                .map(row -> Objects.requireNonNull(row.get(0, String.class)))
                .one()
                .blockOptional();
    }

    @Override
    public void close() {
        Mono.from(database.close()).block();
    }
}
