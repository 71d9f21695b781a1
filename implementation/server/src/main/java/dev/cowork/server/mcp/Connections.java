package dev.cowork.server.mcp;

import dev.cowork.server.platform.processes.Processes;
import io.modelcontextprotocol.spec.McpSchema;
import java.nio.file.Path;
import java.util.List;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Opens connections as configurations say. */
@Component
class Connections {

    private final Processes processes;
    private final Protocol protocol;
    private final Limits limits;

    Connections(Processes processes, Protocol protocol, Limits limits) {
        this.processes = processes;
        this.protocol = protocol;
        this.limits = limits;
    }

    /**
     * @param folder where programs work; they are told that it is what they are to work on
     * @return a new connection, or a {@link McpFailure}
     */
    Mono<Connection> open(ServerConfig config, Path folder) {
        return switch (config) {
            case ServerConfig.Program program ->
                Connection.open(
                        program.name(),
                        new StdioWire(program, folder, processes, protocol, limits),
                        limits,
                        List.of(new McpSchema.Root(folder.toUri().toString(), "project")));
            case ServerConfig.Remote remote ->
                Mono.defer(() ->
                        Connection.open(remote.name(), new HttpWire(remote, protocol, limits), limits, List.of()));
        };
    }
}
