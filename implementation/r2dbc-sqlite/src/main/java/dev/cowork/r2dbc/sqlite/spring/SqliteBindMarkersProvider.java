package dev.cowork.r2dbc.sqlite.spring;

import io.r2dbc.spi.ConnectionFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.binding.BindMarkersFactory;
import org.springframework.r2dbc.core.binding.BindMarkersFactoryResolver.BindMarkerFactoryProvider;

/** Gives {@code DatabaseClient} its markers, {@code ?1}. Named in {@code META-INF/spring.factories}. */
public final class SqliteBindMarkersProvider implements BindMarkerFactoryProvider {

    /** Made by Spring. */
    public SqliteBindMarkersProvider() {}

    @Override
    public @Nullable BindMarkersFactory getBindMarkers(@Nullable ConnectionFactory connectionFactory) {
        return SqliteDialectProvider.isSqlite(connectionFactory) ? BindMarkersFactory.indexed("?", 1) : null;
    }
}
