package dev.cowork.r2dbc.sqlite.spring;

import dev.cowork.r2dbc.sqlite.SqliteConnectionFactoryMetadata;
import io.r2dbc.spi.ConnectionFactory;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.data.r2dbc.dialect.DialectResolver.R2dbcDialectProvider;
import org.springframework.data.r2dbc.dialect.R2dbcDialect;

/** Lets Spring Data find {@link SqliteDialect}. Named in {@code META-INF/spring.factories}. */
public final class SqliteDialectProvider implements R2dbcDialectProvider {

    /** Made by Spring. */
    public SqliteDialectProvider() {}

    @Override
    public Optional<R2dbcDialect> getDialect(@Nullable ConnectionFactory connectionFactory) {
        return isSqlite(connectionFactory) ? Optional.of(SqliteDialect.INSTANCE) : Optional.empty();
    }

    static boolean isSqlite(@Nullable ConnectionFactory connectionFactory) {
        return connectionFactory != null
                && SqliteConnectionFactoryMetadata.NAME.equals(
                        connectionFactory.getMetadata().getName());
    }
}
