package dev.cowork.server.mcp;

import dev.cowork.server.agent.Permits;
import dev.cowork.server.agent.Tool;
import dev.cowork.server.agent.ToolSource;
import dev.cowork.server.agent.Verdict;
import io.modelcontextprotocol.spec.McpSchema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Offers the tools of the servers that a project's {@code .mcp.json} names. A program in it can do what the person can do and the file may
 * have come with a repository, so the policy is asked about each before it is started; what has to be asked the agent can ask for.
 */
@Component
class McpTools implements ToolSource {

    private static final int MOST_TOOLS = 256;
    private static final int LONGEST_NAME = 128;
    private static final int LONGEST_SCHEMA = 64 << 10;

    private final ProjectConfigFile file;
    private final McpServers servers;
    private final Limits limits;
    private final JsonMapper mapper;

    McpTools(ProjectConfigFile file, McpServers servers, Limits limits, Protocol protocol) {
        this.file = file;
        this.servers = servers;
        this.limits = limits;
        this.mapper = protocol.mapper();
    }

    /** What one server offers. */
    private record Listed(McpServer server, List<McpSchema.Tool> tools) {}

    private record Judged(ServerConfig config, Verdict verdict) {}

    @Override
    public Mono<Offer> offer(String owner, Path folder, Permits permits) {
        return file.of(folder).flatMap(configuration -> {
            servers.keepOnly(owner, folder, configuration.servers());
            return Flux.fromIterable(configuration.servers())
                    .concatMap(config -> judged(config, permits))
                    .collectList()
                    .flatMap(judged -> offer(owner, folder, configuration, judged));
        });
    }

    /** Leave that was given in this turn, once or for good, counts here too. */
    private Mono<Judged> judged(ServerConfig config, Permits permits) {
        return permits.judge(new StartServerTool(servers, List.of(config)), StartServerTool.access(config))
                .map(verdict -> new Judged(config, verdict));
    }

    private static List<ServerConfig> those(List<Judged> judged, Verdict verdict) {
        return judged.stream()
                .filter(one -> one.verdict() == verdict)
                .map(Judged::config)
                .toList();
    }

    private Mono<Offer> offer(String owner, Path folder, ProjectConfig configuration, List<Judged> judged) {
        List<String> notices = Collections.synchronizedList(new ArrayList<>(configuration.problems()));
        List<ServerConfig> unasked = those(judged, Verdict.ASK);
        if (!unasked.isEmpty()) {
            notices.add("Not started, because nobody has allowed it yet: " + names(unasked) + ".");
        }
        List<ServerConfig> denied = those(judged, Verdict.DENY);
        if (!denied.isEmpty()) {
            notices.add("Not started, because the rules do not allow it: " + names(denied) + ".");
        }
        return Flux.fromIterable(those(judged, Verdict.ALLOW))
                .flatMapSequential(config -> listed(owner, folder, config, notices))
                .collectList()
                .map(listed -> offer(listed, startable(judged), notices));
    }

    /** Those that are allowed too: a turn that waited for leave goes on with the very call that asked for it. */
    private static List<ServerConfig> startable(List<Judged> judged) {
        return judged.stream()
                .filter(one -> one.verdict() != Verdict.DENY)
                .map(Judged::config)
                .toList();
    }

    private static String names(List<ServerConfig> configs) {
        return configs.stream().map(config -> "the MCP server " + config.name()).collect(Collectors.joining(", "));
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

    private Offer offer(List<Listed> listed, List<ServerConfig> startable, List<String> notices) {
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
        if (!startable.isEmpty()) {
            tools.add(new StartServerTool(servers, startable));
        }
        return new Offer(tools, notices);
    }

    private boolean usable(McpSchema.Tool tool) {
        return tool.name() != null
                && !tool.name().isBlank()
                && tool.name().length() <= LONGEST_NAME
                && tool.name().chars().noneMatch(Character::isISOControl)
                && (tool.inputSchema() == null
                        || mapper.writeValueAsString(tool.inputSchema()).length() <= LONGEST_SCHEMA);
    }
}
