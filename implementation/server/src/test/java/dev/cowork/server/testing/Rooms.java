package dev.cowork.server.testing;

import dev.cowork.server.conversations.ConversationService;
import dev.cowork.server.platform.db.Tx;
import dev.cowork.server.platform.ids.Ids;
import dev.cowork.server.platform.json.Json;
import dev.cowork.server.platform.paths.ServerPaths;
import dev.cowork.server.platform.serve.Variables;
import dev.cowork.server.projects.ProjectService;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.r2dbc.core.DatabaseClient;
import tools.jackson.databind.json.JsonMapper;

/** Projects and conversations as they are wired in the server, on a database and a home of their own; no network. */
public final class Rooms implements AutoCloseable {

    private final TestDatabase database;
    private final ServerPaths paths;
    private final Class<?>[] more;
    private AnnotationConfigApplicationContext context;

    private Rooms(TestDatabase database, Class<?>... more) {
        this.database = database;
        this.paths = paths(database.folder());
        this.more = more.clone();
        this.context = start();
    }

    /**
     * @param more beans to add, for example a part
     * @return rooms that have just been started for the first time
     */
    public static Rooms open(Class<?>... more) {
        return new Rooms(TestDatabase.open(), more);
    }

    private static ServerPaths paths(Path folder) {
        Path home = folder.resolve("home");
        return new ServerPaths(
                home,
                home.resolve("projects"),
                home.resolve("files"),
                home.resolve("vault"),
                home.resolve("logs"),
                folder.resolve("cowork.db"),
                home.resolve(".master_key"));
    }

    private AnnotationConfigApplicationContext start() {
        AnnotationConfigApplicationContext starting = new AnnotationConfigApplicationContext();
        starting.registerBean(DatabaseClient.class, database::client);
        starting.registerBean(Tx.class, database::tx);
        starting.registerBean(JsonMapper.class, Json::mapper);
        starting.registerBean(Clock.class, Clock::systemUTC);
        starting.registerBean(Ids.class, () -> new Ids(Clock.systemUTC()));
        starting.registerBean(ServerPaths.class, () -> paths);
        starting.registerBean(Variables.class, () -> new Variables(Map.of()));
        for (Class<?> bean : more) {
            starting.registerBean(bean);
        }
        starting.scan("dev.cowork.server.projects", "dev.cowork.server.conversations");
        starting.refresh();
        return starting;
    }

    /** Stops everything and starts again on what is on the disk. */
    public void restart() {
        context.close();
        context = start();
    }

    /** One of the beans. */
    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** Projects. */
    public ProjectService projects() {
        return bean(ProjectService.class);
    }

    /** Conversations. */
    public ConversationService conversations() {
        return bean(ConversationService.class);
    }

    /** The database. */
    public TestDatabase database() {
        return database;
    }

    /** The folders. */
    public ServerPaths paths() {
        return paths;
    }

    @Override
    public void close() {
        context.close();
        database.close();
    }
}
