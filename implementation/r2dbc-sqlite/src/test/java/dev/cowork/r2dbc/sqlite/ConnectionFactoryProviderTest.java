package dev.cowork.r2dbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionFactoryProviderTest {

    private static SqliteConnectionConfiguration configuration(String url) {
        return SqliteConnectionFactoryProvider.configuration(ConnectionFactoryOptions.parse(url));
    }

    @ParameterizedTest
    @CsvSource({
        "r2dbc:sqlite:///var/app.db, /var/app.db",
        "r2dbc:sqlite:file:///var/app.db, /var/app.db",
        "r2dbc:sqlite://localhost/var/app.db, /var/app.db",
        "r2dbc:sqlite:///./app.db, ./app.db",
        "r2dbc:sqlite:///C:/data/app.db, C:/data/app.db",
        "r2dbc:sqlite:///:memory:, :memory:",
        "r2dbc:sqlite:mem:///any, :memory:",
    })
    void urlsNameFiles(String url, String database) {
        assertThat(configuration(url).getDatabase()).isEqualTo(database);
    }

    @Test
    void optionsAreReadFromTheUrl() {
        SqliteConnectionConfiguration read =
                configuration("r2dbc:sqlite:///a.db?readers=4&durability=normal&lockWaitTimeout=PT3S");
        assertThat(read.getReaders()).isEqualTo(4);
        assertThat(read.getDurability()).isEqualTo(SqliteDurability.NORMAL);
        assertThat(read.getLockWaitTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(configuration("r2dbc:sqlite:///a.db?lockWaitTimeout=250").getLockWaitTimeout())
                .isEqualTo(Duration.ofMillis(250));
    }

    @Test
    void theTimeoutsOfTheSpiAreUnderstoodByTheirNames() {
        SqliteConnectionConfiguration read = SqliteConnectionFactoryProvider.configuration(
                ConnectionFactoryOptions.parse("r2dbc:sqlite:///a.db?resultTimeout=PT7S")
                        .mutate()
                        .option(ConnectionFactoryOptions.LOCK_WAIT_TIMEOUT, Duration.ofSeconds(4))
                        .option(ConnectionFactoryOptions.STATEMENT_TIMEOUT, Duration.ofSeconds(5))
                        .build());
        assertThat(read.getLockWaitTimeout()).isEqualTo(Duration.ofSeconds(4));
        assertThat(read.getStatementTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(read.clientSettings().exportLimit()).isEqualTo(Duration.ofSeconds(7));
    }

    @ParameterizedTest
    @CsvSource({
        "r2dbc:sqlite:///a.db?readers=many, readers",
        "r2dbc:sqlite:///a.db?resultTimeout=0, resultTimeout",
        "r2dbc:sqlite:///a.db?durability=maybe, durability",
        "r2dbc:sqlite:///a.db?leaseLimit=0, leaseLimit",
        "r2dbc:sqlite://server/a.db, no host",
    })
    void nonsenseIsRefusedWithAReason(String url, String reason) {
        assertThatThrownBy(() -> configuration(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void theDriverIsFoundByItsUrl(@TempDir Path folder) {
        SqliteConnectionFactory factory =
                (SqliteConnectionFactory) ConnectionFactories.get("r2dbc:sqlite://" + folder.resolve("found.db"));
        assertThat(factory.getMetadata().getName()).isEqualTo("SQLite");
        factory.close().block();
    }

    @Test
    void aDatabaseInMemoryIsOneForAllConnections() {
        try (TestDatabase db = new TestDatabase(configuration("r2dbc:sqlite:///:memory:"))) {
            db.script("CREATE TABLE t (id INTEGER PRIMARY KEY)");
            db.update("INSERT INTO t VALUES (1)").block();
            assertThat(db.count("t")).isEqualTo(1);
            SqliteConnection reader = db.connect();
            reader.beginTransaction(SqliteTransactionDefinition.DEFAULT.readOnly())
                    .block();
            assertThatThrownBy(() ->
                    TestDatabase.update(reader, "INSERT INTO t VALUES (2)").block());
            reader.rollbackTransaction().block();
            assertThat(db.update("INSERT INTO t VALUES (3)").block()).isEqualTo(1);
        }
    }
}
