package dev.cowork.server.testing;

import dev.cowork.server.CoworkServer;
import dev.cowork.server.platform.serve.StartedServer;
import dev.cowork.server.platform.serve.Variables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.function.client.WebClient;

/** The whole application in this process, on a free port, with a home of its own. */
public final class RunningServer implements AutoCloseable {

    private static final Map<Map<String, String>, RunningServer> SHARED = new ConcurrentHashMap<>();

    private final StartedServer server;
    private final Path home;
    private final @Nullable Path temporary;

    private RunningServer(StartedServer server, Path home, @Nullable Path temporary) {
        this.server = server;
        this.home = home;
        this.temporary = temporary;
    }

    /** The server that tests share which need nothing special; it runs until the process ends. */
    public static RunningServer shared() {
        return shared(Map.of());
    }

    /**
     * The server that tests share which need these variables; it runs until the process ends. Do not close it.
     *
     * @param variables the environment, without a home
     */
    public static RunningServer shared(Map<String, String> variables) {
        return SHARED.computeIfAbsent(Map.copyOf(variables), RunningServer::own);
    }

    /**
     * A server of the caller's own. Its home is temporary, and removed when it is closed, unless {@code COWORK_HOME} is among the variables.
     *
     * @param variables the environment; {@code COWORK_SERVER_PORT} is 0 unless it is set
     * @param more what to do to the context before it starts, for example to register a bean
     */
    @SafeVarargs
    public static RunningServer own(
            Map<String, String> variables, ApplicationContextInitializer<ConfigurableApplicationContext>... more) {
        Map<String, String> all = new HashMap<>(variables);
        Path temporary = null;
        if (!all.containsKey("COWORK_HOME")) {
            temporary = temporary();
            all.put("COWORK_HOME", temporary.toString());
        }
        all.putIfAbsent("COWORK_SERVER_PORT", "0");
        all.putIfAbsent("COWORK_REHEARSAL", "true");
        StartedServer server = StartedServer.start(CoworkServer.class, new Variables(all), false, List.of(more));
        return new RunningServer(server, Path.of(all.get("COWORK_HOME")), temporary);
    }

    private static Path temporary() {
        try {
            Path home = Files.createTempDirectory("cowork-home");
            TestDatabase.copyTo(home.resolve("cowork.db"));
            return home;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The address without a path, {@code http://127.0.0.1:PORT}. */
    public String url() {
        return server.url();
    }

    /** The port. */
    public int port() {
        return server.port();
    }

    /** The home of its data. */
    public Path home() {
        return home;
    }

    /** A client for assertions. */
    public WebTestClient web() {
        return WebTestClient.bindToServer()
                .baseUrl(url())
                .responseTimeout(Duration.ofSeconds(20))
                .build();
    }

    /** A client for streams. */
    public WebClient client() {
        return WebClient.create(url());
    }

    /** Its application context. */
    public ConfigurableApplicationContext context() {
        return server.context();
    }

    /** One of its beans. */
    public <T> T bean(Class<T> type) {
        return server.context().getBean(type);
    }

    @Override
    public void close() {
        server.close();
        if (temporary != null) {
            Folders.delete(temporary);
        }
    }
}
