package dev.cowork.server.mcp;

import dev.cowork.server.agent.Tool;
import dev.cowork.server.agent.ToolSource;
import dev.cowork.server.platform.serve.Variables;
import io.modelcontextprotocol.spec.McpSchema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Offers the tools of the servers that a project's {@code .mcp.json} names. A program in it can do what the person can do and the file may
 * have come with a repository, so nothing is started unless {@code COWORK_MCP} says {@code allow} or {@code ask}.
 */
@Component
class McpTools implements ToolSource {

    static final String VARIABLE = "COWORK_MCP";

    private static final int MOST_TOOLS = 256;
    private static final int LONGEST_NAME = 128;
    private static final int LONGEST_SCHEMA = 64 << 10;

    private final ProjectConfigFile file;
    private final McpServers servers;
    private final Limits limits;
    private final JsonMapper mapper;
    private final boolean allowed;

    McpTools(ProjectConfigFile file, McpServers servers, Limits limits, Protocol protocol, Variables variables) {
        this.file = file;
        this.servers = servers;
        this.limits = limits;
        this.mapper = protocol.mapper();
        this.allowed = variables
                .get(VARIABLE)
                .filter(value -> value.equalsIgnoreCase("allow") || value.equalsIgnoreCase("ask"))
                .isPresent();
    }

    /** What one server offers. */
    private record Listed(McpServer server, List<McpSchema.Tool> tools) {}

    @Override
    public Mono<Offer> offer(String owner, Path folder) {
        return file.of(folder).flatMap(configuration -> {
            if (!allowed) {
                return Mono.just(configuration.servers().isEmpty() ? Offer.NONE : notAllowed(configuration));
            }
            servers.keepOnly(owner, folder, configuration.servers());
            List<String> notices = Collections.synchronizedList(new ArrayList<>(configuration.problems()));
            return Flux.fromIterable(configuration.servers())
                    .flatMapSequential(config -> listed(owner, folder, config, notices))
                    .collectList()
                    .map(listed -> offer(listed, notices));
        });
    }

    /** Empty, with a notice, when the server cannot be used or is not ready in time; then it goes on getting ready. */
    private Mono<Listed> listed(String owner, Path folder, ServerConfig config, List<String> notices) {
        return Mono.defer(() -> {
                    McpServer server = servers.of(owner, folder, config);
                    return server.tools().map(tools -> new Listed(server, tools));
                })
                .timeout(
                        limits.turn(),
                        Mono.error(() -> new McpFailure(
                                McpFailure.Kind.TIMEOUT,
                                "The MCP server " + config.name()
                                        + " is not ready yet, so this turn goes on without its tools.")))
                .onErrorResume(McpFailure.class, failure -> {
                    notices.add(failure.coded());
                    return Mono.empty();
                });
    }

    private Offer offer(List<Listed> listed, List<String> notices) {
        ToolNames names = new ToolNames();
        List<Tool> tools = new ArrayList<>();
        for (Listed from : listed) {
            int before = tools.size();
            from.tools().stream()
                    .filter(this::usable)
                    .sorted(Comparator.comparing(McpSchema.Tool::name))
                    .limit(MOST_TOOLS - before)
                    .forEach(tool -> tools.add(
                            new McpTool(names.of(from.server().name(), tool.name()), from.server(), tool, mapper)));
            int missing = from.tools().size() - (tools.size() - before);
            if (missing > 0) {
                notices.add(
                        missing + " tools of the MCP server " + from.server().name()
                                + " were left out: they are too many, or described in a way that cannot be used.");
            }
        }
        return new Offer(tools, notices);
    }

    private boolean usable(McpSchema.Tool tool) {
        return tool.name() != null
                && !tool.name().isBlank()
                && tool.name().length() <= LONGEST_NAME
                && (tool.inputSchema() == null
                        || mapper.writeValueAsString(tool.inputSchema()).length() <= LONGEST_SCHEMA);
    }

    private static Offer notAllowed(ProjectConfig configuration) {
        int count = configuration.servers().size();
        return new Offer(
                List.of(),
                List.of("This project's " + ProjectConfigFile.NAME + " names "
                        + (count == 1 ? "an MCP server, which was" : count + " MCP servers, which were")
                        + " not started: whoever runs Cowork has to allow it with " + VARIABLE + "=allow."));
    }
}
