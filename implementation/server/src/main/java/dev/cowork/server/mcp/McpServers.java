package dev.cowork.server.mcp;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;

/** The servers that are in use: one per project folder and configuration. What nobody uses is ended. */
@Component
class McpServers implements InitializingBean, DisposableBean {

    /** The most that are in use at the same time. */
    static final int MOST = 64;

    private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(1);
    private static final Duration LAST = Duration.ofSeconds(1);

    private final Connections connections;
    private final Limits limits;
    private final Map<Key, McpServer> servers = new ConcurrentHashMap<>();
    private Disposable looks = Disposables.disposed();

    McpServers(Connections connections, Limits limits) {
        this.connections = connections;
        this.limits = limits;
    }

    private record Key(String owner, Path folder, ServerConfig config) {}

    @Override
    public void afterPropertiesSet() {
        looks = Flux.interval(BETWEEN_LOOKS).subscribe(look -> endIdle());
    }

    /**
     * @return the server of a configuration, not connected yet when it is new
     * @throws McpFailure when too many are in use
     */
    McpServer of(String owner, Path folder, ServerConfig config) {
        Key key = new Key(owner, folder, config);
        McpServer there = servers.get(key);
        if (there != null) {
            return there;
        }
        makeRoom(config.name());
        return servers.computeIfAbsent(
                key, made -> new McpServer(config.name(), () -> connections.open(config, folder)));
    }

    private void makeRoom(String name) {
        if (servers.size() >= MOST) {
            servers.entrySet().stream()
                    .filter(entry -> entry.getValue().idle(Duration.ZERO))
                    .min(Comparator.comparingLong(entry -> entry.getValue().usedAt()))
                    .ifPresentOrElse(oldest -> end(oldest.getKey()), () -> {
                        throw new McpFailure(
                                McpFailure.Kind.REFUSED,
                                "The MCP server " + name + " was not started: too many are in use.");
                    });
        }
    }

    /** Ends the servers of a folder that its configuration names no more and that nobody uses just now. */
    void keepOnly(String owner, Path folder, List<ServerConfig> configs) {
        Set<ServerConfig> kept = Set.copyOf(configs);
        servers.forEach((key, server) -> {
            if (key.owner().equals(owner)
                    && key.folder().equals(folder)
                    && !kept.contains(key.config())
                    && server.idle(Duration.ZERO)) {
                end(key);
            }
        });
    }

    /** Ends those that nobody has used for too long. */
    void endIdle() {
        servers.forEach((key, server) -> {
            if (server.idle(limits.idle())) {
                end(key);
            }
        });
    }

    private void end(Key key) {
        McpServer server = servers.remove(key);
        if (server != null) {
            server.close().subscribe();
        }
    }

    @Override
    public void destroy() {
        looks.dispose();
        Flux.fromIterable(List.copyOf(servers.values()))
                .flatMap(McpServer::close, MOST)
                .then()
                .timeout(LAST)
                .onErrorComplete()
                .block();
    }
}
