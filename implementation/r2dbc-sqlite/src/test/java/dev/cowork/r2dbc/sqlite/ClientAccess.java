package dev.cowork.r2dbc.sqlite;

import dev.cowork.r2dbc.sqlite.client.ClientSettings;
import dev.cowork.r2dbc.sqlite.client.SqliteClient;

/** Opens the engine alone. */
public final class ClientAccess {

    private ClientAccess() {}

    public static SqliteClient open(String path) {
        return SqliteClient.open(settings(path));
    }

    public static ClientSettings settings(String path) {
        return SqliteConnectionConfiguration.file(path).clientSettings();
    }
}
