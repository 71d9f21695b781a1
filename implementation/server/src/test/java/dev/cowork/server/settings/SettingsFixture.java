package dev.cowork.server.settings;

import dev.cowork.r2dbc.sqlite.SqliteConnectionFactory;
import dev.cowork.server.platform.db.Tx;
import dev.cowork.server.vault.VaultForTests;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.springframework.core.io.ClassPathResource;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.connection.init.ResourceDatabasePopulator;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** The real service on a real database in a home of its own. */
final class SettingsFixture implements AutoCloseable {

    private final Path home;
    private final Map<String, String> environment;
    private final SqliteConnectionFactory database;
    private final DatabaseClient client;
    private final Tx tx;

    SettingsFixture(Path home, Map<String, String> environment) {
        this.home = home;
        this.environment = environment;
    }
}
