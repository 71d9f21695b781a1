package dev.cowork.server.platform.db;

import dev.cowork.r2dbc.sqlite.SqliteConnectionFactory;
import dev.cowork.server.platform.paths.ServerPaths;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;

/** The database as beans. It is opened before anything asks for a connection and closed after everything that did. */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

    @Bean(destroyMethod = "close")
    OpenDatabase openDatabase(ServerPaths paths) {
        return OpenDatabase.of(paths.database());
    }

    @Bean(destroyMethod = "")
    SqliteConnectionFactory connectionFactory(OpenDatabase database) {
        return database.factory();
    }

    /** The driver binds names itself, so nothing looks for them in the text of each statement first. */
    @Bean
    DatabaseClient databaseClient(SqliteConnectionFactory factory) {
        return DatabaseClient.builder()
                .connectionFactory(factory)
                .namedParameters(false)
                .build();
    }
}
