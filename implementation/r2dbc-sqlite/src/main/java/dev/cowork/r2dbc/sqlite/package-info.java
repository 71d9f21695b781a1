/**
 * An R2DBC driver for SQLite. Start at {@link dev.cowork.r2dbc.sqlite.SqliteConnectionFactory}, or use a URL such as
 * {@code r2dbc:sqlite:///var/lib/app/app.db}.
 */
@NullMarked
package dev.cowork.r2dbc.sqlite;

import org.jspecify.annotations.NullMarked;
