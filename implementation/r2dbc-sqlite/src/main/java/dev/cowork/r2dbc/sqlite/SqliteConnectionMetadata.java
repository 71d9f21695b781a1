package dev.cowork.r2dbc.sqlite;

import io.r2dbc.spi.ConnectionMetadata;

/** Product and version of the database. */
public final class SqliteConnectionMetadata implements ConnectionMetadata {

    private final String version;

    SqliteConnectionMetadata(String version) {
        this.version = version;
    }

    @Override
    public String getDatabaseProductName() {
        return SqliteConnectionFactoryMetadata.NAME;
    }

    @Override
    public String getDatabaseVersion() {
        return version;
    }
}
