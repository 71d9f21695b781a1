package dev.cowork.server.journal;

import java.time.Clock;
import org.springframework.r2dbc.core.DatabaseClient;

/** Makes journals for tests of other packages. */
public final class JournalTesting {

    private JournalTesting() {}

    /** A journal on a database. */
    public static Journal on(DatabaseClient database) {
        JournalRepository repository = new JournalRepository(database);
        return new Journal(repository, new EventInserts(repository), Clock.systemUTC());
    }
}
