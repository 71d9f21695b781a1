package dev.cowork.r2dbc.sqlite;

import io.r2dbc.spi.ConnectionFactoryMetadata;

/** Names the database product. */
public final class SqliteConnectionFactoryMetadata implements ConnectionFactoryMetadata {

    /** Name of the product, {@value}. */
    public static final String NAME = "SQLite";

    static final SqliteConnectionFactoryMetadata INSTANCE = new SqliteConnectionFactoryMetadata();

    private SqliteConnectionFactoryMetadata() {}

    @Override
    public String getName() {
        return NAME;
    }
}
