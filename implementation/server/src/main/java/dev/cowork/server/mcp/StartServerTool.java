package dev.cowork.server.mcp;

import dev.cowork.server.agent.Access;
import dev.cowork.server.agent.Tool;
import dev.cowork.server.agent.ToolCall;
import dev.cowork.server.agent.ToolResult;
import io.modelcontextprotocol.spec.McpSchema;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Starts a server of the project that nobody has allowed yet. That is a call like any other: the policy judges it, so the person is asked
 * with the very command before their eyes, and can allow this configuration for good.
 */
final class StartServerTool implements Tool {

    static final String NAME = "start_mcp_server";

    private static final int LONGEST_LIST = 2_000;

    private final McpServers servers;
    private final List<ServerConfig> configs;

    /** @param configs the servers that it can start */
    StartServerTool(McpServers servers, List<ServerConfig> configs) {
        this.servers = servers;
        this.configs = List.copyOf(configs);
    }

    /** What starting a server touches. */
    static Access access(ServerConfig config) {
        return Access.external("start " + config.target());
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return "Starts an MCP server that this project's " + ProjectConfigFile.NAME
                + " names; the person is asked first. Then its tools can be called in this turn. The servers: "
                + configs.stream().map(ServerConfig::name).collect(Collectors.joining(", ")) + ".";
    }

    @Override
    public JsonNode parameters() {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        ObjectNode server = schema.putObject("properties").putObject("server").put("type", "string");
        configs.forEach(config -> server.withArray("enum").add(config.name()));
        schema.putArray("required").add("server");
        return schema.put("additionalProperties", false);
    }

    @Override
    public boolean readOnly() {
        return false;
    }

    @Override
    public String label(JsonNode arguments) {
        return named(arguments)
                .map(server -> "Starting the MCP server " + server.line())
                .orElse("Starting an MCP server");
    }

    private Optional<ServerConfig> named(JsonNode arguments) {
        String name = arguments.path("server").asString("");
        return configs.stream().filter(config -> config.name().equals(name)).findFirst();
    }

    @Override
    public Mono<Access> access(ToolCall call) {
        return Mono.just(named(call.arguments()).map(StartServerTool::access).orElseGet(() -> Access.read("")));
    }

    @Override
    public Mono<ToolResult> call(ToolCall call) {
        return named(call.arguments())
                .map(config -> start(call, config))
                .orElseGet(() -> Mono.just(ToolResult.failed("There is no such server. Nothing was started.")));
    }

    private Mono<ToolResult> start(ToolCall call, ServerConfig config) {
        return Mono.defer(() -> servers.of(call.owner(), call.folder(), config).tools())
                .map(tools -> ToolResult.done(
                        "The MCP server " + config.name()
                                + " runs. Its tools: "
                                + Texts.line(
                                        tools.stream().map(McpSchema.Tool::name).collect(Collectors.joining(", ")),
                                        LONGEST_LIST)
                                + ". If you do not have them yet, because it was slow to start, they come in the next turn, or as"
                                + " soon as this is called there.",
                        "The MCP server " + config.name() + " runs"))
                .onErrorResume(McpFailure.class, failure -> Mono.just(ToolResult.failed(failure.coded())));
    }
}
