package dev.cowork.server.platform.db;

import java.nio.file.Path;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;

/**
 * A schema and the way to it.
 *
 * @param newest the version of the newest migration
 * @param location where the migrations are
 */
record Schema(int newest, String location) {

    /** The newest migration below {@code db/migration/sqlite}. Adding one means raising this by one; a test compares. */
    static final int NEWEST = 3;

    static final Schema CURRENT = new Schema(NEWEST, "classpath:db/migration/sqlite");

    /**
     * Runs what is pending.
     *
     * @return whether the file is now at {@link #newest}; false if a newer server has changed it
     */
    boolean migrate(Path file) {
        Flyway flyway = Flyway.configure(Schema.class.getClassLoader())
                .dataSource("jdbc:sqlite:" + file, null, null)
                .locations(location)
                .cleanDisabled(true)
                .load();
        for (MigrationInfo applied : flyway.info().applied()) {
            if (applied.getState() == MigrationState.FUTURE_SUCCESS
                    || applied.getState() == MigrationState.FUTURE_FAILED) {
                return false;
            }
        }
        flyway.migrate();
        return true;
    }
}
